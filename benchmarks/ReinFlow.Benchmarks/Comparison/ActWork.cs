using ReinFlow.Benchmarks.Workloads;

namespace ReinFlow.Benchmarks.Comparison;

/// <summary>A policy that acts, with the velocity alone or as in a rollout.</summary>
internal sealed class ActWork(Networks one, Networks two, int batch, bool withNoise) : ComparedWork
{
    private readonly ActWorkload _one = new(one, batch);
    private readonly ActWorkload _two = new(two, batch);

    public override string Name => $"act, batch {batch}, K = {one.DenoisingSteps}, {(withNoise ? "noise and log-density" : "velocity only")}";

    public override string PeerRow => $"{(withNoise ? "act" : "velocity")} {batch}";

    public override bool AllocatesNothing => true;

    public override void Run(int threads)
    {
        ActWorkload workload = threads == 1 ? _one : _two;
        if (withNoise)
        {
            workload.Stochastic();
        }
        else
        {
            workload.Deterministic();
        }
    }

    /// <summary>One row is bound by reading the weights, many rows by arithmetic.</summary>
    public override (double Seconds, string Name) Limit(MachineLimits limits)
    {
        double reading = one.DenoisingSteps * one.VelocityBytes / limits.Weights;
        double computing = 2.0 * batch * one.DenoisingSteps * (one.VelocityWeights + (withNoise ? one.NoiseWeights : 0)) / (2.0 * limits.FusedMultiplyAdd);
        return batch == 1 ? (reading, "weights once per step") : (computing, "2 × FMA");
    }
}
