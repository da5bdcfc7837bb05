using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace CustomPolicy;

/// <summary>
/// N(tanh(network(state)), σ²): a policy of one's own is a Gaussian chain x⁰ … xᴷ with a density. This one has a single transition, from noise
/// to the action chunk.
/// </summary>
internal sealed class SteeringPolicy : IChainPolicy
{
    private const float HalfLogTwoPi = 0.9189385f;

    private readonly Layers _layers;
    private readonly int _observationSize;
    private readonly float _deviation;

    public SteeringPolicy(ActionChunkSpec chunk, int observationSize, SteeringOptions options)
    {
        (ActionChunk, _observationSize, _deviation) = (chunk, observationSize, options.StandardDeviation);
        _layers = new Layers(observationSize, options.HiddenUnits, chunk.Size);
    }

    /// <summary>The parameters: the run gives them memory, an optimiser and a place in its checkpoints.</summary>
    public Module Network => _layers;

    public ActionChunkSpec ActionChunk { get; }

    public int DenoisingSteps => 1;

    public NoiseBounds? NoiseBounds => null;

    public void BeginIteration(int iteration, int iterations)
    {
    }

    public ChainSample Sample(Observation observation, Tensor noise, SampleMode mode)
    {
        Tensor mean = Mean(observation);
        Tensor start = noise.Slice(1, 0, 1).Reshape(mean.Shape);
        Tensor end = mode == SampleMode.Stochastic ? mean + (start * _deviation) : mean;
        Tensor chain = noise.Engine.Concatenate(1, start, end).Reshape([mean.Shape[0], 2, ActionChunk.Horizon, ActionChunk.ActionDimension]);
        return new ChainSample(chain, LogDensity(end, mean));
    }

    public ChainLikelihood Evaluate(Tensor chain, Observation observation)
    {
        Tensor mean = Mean(observation);
        Tensor zeros = mean.Engine.Zeros([mean.Shape[0], 1]);
        return new ChainLikelihood(
            LogDensity(chain.Slice(1, 1, 1).Reshape(mean.Shape), mean),
            zeros + (ActionChunk.Size * (MathF.Log(_deviation) + HalfLogTwoPi + 0.5f)),
            mean.Engine.Zeros([mean.Shape[0], 1, ActionChunk.Size]) + _deviation);
    }

    private Tensor Mean(Observation observation) => _layers.Forward(observation.State.Reshape([observation.State.Shape[0], _observationSize]));

    private Tensor LogDensity(Tensor value, Tensor mean) =>
        (((value - mean) * (1f / _deviation)).Square().Sum(1) * -0.5f - (ActionChunk.Size * (MathF.Log(_deviation) + HalfLogTwoPi)))
            .Reshape([value.Shape[0], 1]);

    private sealed class Layers : Module
    {
        private readonly Linear _first;
        private readonly Linear _second;

        public Layers(int inputs, int hidden, int outputs)
        {
            _first = AddModule("first", new Linear(inputs, hidden));
            _second = AddModule("second", new Linear(hidden, outputs));
        }

        public Tensor Forward(Tensor state) => _second.Forward(_first.Forward(state, ActivationKind.Tanh), ActivationKind.Tanh);
    }
}
