using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

/// <summary>Keeps the recorded numbers of an objective when a minibatch would draw new ones.</summary>
internal sealed class RecordedDraws(IImitationObjective objective) : IImitationObjective
{
    public void Draw(int samples, RandomSource random)
    {
    }

    public Tensor Loss(MicroBatch batch, Tensor actions, Observation observation) => objective.Loss(batch, actions, observation);
}
