using ReinFlow.Algorithms;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Benchmarks.Workloads;

/// <summary>One minibatch of ReinFlow's update: gathering, likelihood, both losses, gradients, AdamW for policy and critic.</summary>
public sealed class UpdateWorkload : IDisposable
{
    private const int Environments = 50;

    private readonly Networks _networks;
    private readonly ReinFlowOptions _options;
    private readonly UpdateOptimizers _optimizers;
    private readonly PpoUpdate _update;

    public UpdateWorkload(Networks networks, int samples)
    {
        _networks = networks;
        _options = new ReinFlowOptions { Epochs = 1, PassesPerEpoch = 1, MinibatchSize = samples, MaximumGradientNorm = 1f, RatioTolerance = 1.0 };
        Rollout = CreateRollout(networks, samples);
        _optimizers = new UpdateOptimizers(networks.Model, _options);
        _update = new PpoUpdate(networks.Model, new PpoChainObjective(_options), _options, Rollout, _optimizers, null);
    }

    public RolloutBuffer Rollout { get; }

    /// <summary>Gets the floating-point operations of the matrix products of one update.</summary>
    public double Operations => 6.0 * Rollout.Shape.Samples *
        ((_networks.DenoisingSteps * (_networks.VelocityWeights + _networks.NoiseWeights)) + _networks.CriticWeights);

    public UpdateStatistics Run() =>
        _update.Run(new UpdateRequest(0, TrainsPolicy: true, new LearningRates(1e-6, 1e-6), new RandomSource(4)) { Order = InOrder });

    /// <summary>Computes the likelihood alone, forwards, in micro-batches as the update does.</summary>
    public void Evaluate()
    {
        MicroBatchPlan plan = _networks.Engine.PlanMicroBatches(Rollout.Shape.Samples, Rollout.Shape.DenoisingSteps);
        _networks.Engine.ForEach(plan.Count, index => Evaluate(plan[index]));
    }

    public void Dispose() => _optimizers.Dispose();

    private void Evaluate(MicroBatch batch)
    {
        RolloutShape shape = Rollout.Shape;
        ActionChunkSpec chunk = shape.ActionChunk;
        Tensor state = _networks.Engine.FromValues(
            Rollout.Observations.AsSpan(batch.Start * shape.ObservationSize, batch.Count * shape.ObservationSize),
            [batch.Count, 1, shape.ObservationSize]);
        Tensor chain = _networks.Engine.FromValues(
            Rollout.Chains.AsSpan(batch.Start * shape.ChainSize, batch.Count * shape.ChainSize),
            [batch.Count, shape.DenoisingSteps + 1, chunk.Horizon, chunk.ActionDimension]);
        _networks.Policy.Evaluate(chain, new Observation(state));
    }

    private static void InOrder(int epoch, int[] permutation)
    {
        for (int i = 0; i < permutation.Length; i++)
        {
            permutation[i] = i;
        }
    }

    private static RolloutBuffer CreateRollout(Networks networks, int samples)
    {
        var shape = new RolloutShape(
            samples / Environments, Environments, 1, networks.Size.Observation, networks.DenoisingSteps, networks.Size.Chunk);
        var rollout = new RolloutBuffer(shape);
        var random = new RandomSource(5);

        // A stream for each, so that a small rollout is the beginning of a large one.
        random.Split("observations").FillGaussian(rollout.Observations);
        random.Split("advantages").FillGaussian(rollout.Advantages);
        random.Split("returns").FillGaussian(rollout.Returns);
        random.Split("chains").FillGaussian(rollout.Chains);
        networks.Engine.ForEach(shape.Decisions, decision => Sample(networks, rollout, decision));
        return rollout;
    }

    // The densities are those of the policy, so that the first probability ratio is 1 as in training.
    private static void Sample(Networks networks, RolloutBuffer rollout, int decision)
    {
        RolloutShape shape = rollout.Shape;
        ActionChunkSpec chunk = shape.ActionChunk;
        Span<float> chains = rollout.Chains.AsSpan(decision * Environments * shape.ChainSize, Environments * shape.ChainSize);
        var observation = new Observation(networks.Engine.FromValues(
            rollout.Observations.AsSpan(decision * Environments * shape.ObservationSize, Environments * shape.ObservationSize),
            [Environments, 1, shape.ObservationSize]));
        Tensor noise = networks.Engine.FromValues(chains, [Environments, shape.DenoisingSteps + 1, chunk.Horizon, chunk.ActionDimension]);
        ChainSample sample = networks.Policy.Sample(observation, noise, SampleMode.Stochastic);
        sample.Chain.CopyTo(chains);
        sample.LogDensity.CopyTo(
            rollout.LogDensities.AsSpan(decision * Environments * shape.DenoisingSteps, Environments * shape.DenoisingSteps));
    }
}
