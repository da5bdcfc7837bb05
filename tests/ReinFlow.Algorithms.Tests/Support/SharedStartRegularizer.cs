using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

/// <summary>
/// The official Wasserstein penalty with its defect: both flows start from one tensor of zeros, which the first step of the
/// reference moves before the trained policy starts from it.
/// </summary>
internal sealed class SharedStartRegularizer(IFlowPolicy policy, IFlowPolicy reference, int steps) : IPolicyRegularizer
{
    private int _samples;

    public void Draw(int samples, RandomSource random) => _samples = samples;

    public Tensor Penalty(MicroBatch batch, Observation observation)
    {
        ActionChunkSpec chunk = policy.ActionChunk;
        Tensor zero = observation.State.Engine.Zeros([batch.Count, chunk.Horizon, chunk.ActionDimension]);
        Tensor moved = Step(reference, observation, zero, 0);
        Tensor old = Integrate(reference, observation, zero).StopGradient();
        Tensor current = Integrate(policy, observation, moved.StopGradient());
        return (current - old).Square().Sum() * (1f / (_samples * chunk.Size));
    }

    private Tensor Integrate(IFlowPolicy flow, Observation observation, Tensor state)
    {
        for (int k = 0; k < steps; k++)
        {
            state = Step(flow, observation, state, k).Clamp(-1f, 1f);
        }

        return state;
    }

    private Tensor Step(IFlowPolicy flow, Observation observation, Tensor state, int index)
    {
        float time = steps == 1 ? 0f : (float)index / (steps - 1);
        Tensor velocity = flow.Velocity(state, flow.EmbedSteps([new DenoisingStep(index, time, 1f / steps)]), flow.Encode(observation));
        return state + (velocity * (1f / steps));
    }
}
