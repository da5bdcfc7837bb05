using ReinFlow.Algorithms;
using ReinFlow.Benchmarks.Workloads;

namespace ReinFlow.Benchmarks.Comparison;

/// <summary>A policy that acts, with the velocity alone or as in a rollout.</summary>
internal sealed class ActWork : ComparedWork
{
    private readonly Networks _networks;
    private readonly int _batch;
    private readonly bool _withNoise;
    private readonly ActWorkload _one;
    private readonly ActWorkload _two;

    /// <param name="one">The networks of one thread.</param>
    /// <param name="two">The networks of two threads.</param>
    /// <param name="inputs">The samples from whose beginning observations and noise are taken.</param>
    /// <param name="batch">The number of samples.</param>
    /// <param name="withNoise">Whether noise is drawn and log-densities are computed.</param>
    public ActWork(Networks one, Networks two, RolloutBuffer inputs, int batch, bool withNoise)
    {
        (_networks, _batch, _withNoise) = (one, batch, withNoise);
        _one = Create(one, inputs, batch);
        _two = Create(two, inputs, batch);
    }

    public override string Name => $"act, batch {_batch}, K = {_networks.DenoisingSteps}, {(_withNoise ? "noise and log-density" : "velocity only")}";

    public override string PeerRow => $"{(_withNoise ? "act" : "velocity")} {_batch}";

    public override bool AllocatesNothing => true;

    public override void Run(int threads)
    {
        ActWorkload workload = threads == 1 ? _one : _two;
        if (_withNoise)
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
        double reading = _networks.DenoisingSteps * _networks.VelocityBytes / limits.Weights;
        double computing =
            2.0 * _batch * _networks.DenoisingSteps * (_networks.VelocityWeights + (_withNoise ? _networks.NoiseWeights : 0)) / limits.FusedMultiplyAddTwice;
        return _batch == 1 ? (reading, "weights once per step") : (computing, "2 × FMA");
    }

    /// <summary>The sum of the sizes of all components of the chunks, for the work that draws nothing.</summary>
    public override double[] Check()
    {
        if (_withNoise)
        {
            return [];
        }

        _two.Deterministic();
        return [_two.Actions.Sum(action => Math.Abs((double)action))];
    }

    private static ActWorkload Create(Networks networks, RolloutBuffer inputs, int batch)
    {
        var workload = new ActWorkload(networks, batch);
        inputs.Observations.AsSpan(0, workload.Observations.Length).CopyTo(workload.Observations);
        workload.UseNoise(inputs.Chains);
        return workload;
    }
}
