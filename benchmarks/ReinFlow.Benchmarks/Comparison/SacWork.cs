using ReinFlow.Benchmarks.Workloads;

namespace ReinFlow.Benchmarks.Comparison;

/// <summary>One update of soft actor-critic.</summary>
internal sealed class SacWork : ComparedWork
{
    private readonly SacWorkload _one = new(threads: 1);
    private readonly SacWorkload _two = new(threads: 2);

    public override string Name => $"SAC update, batch {SacWorkload.BatchSize}";

    public override string PeerRow => $"sac {SacWorkload.BatchSize}";

    public override void Run(int threads) => (threads == 1 ? _one : _two).Run();

    public override (double Seconds, string Name) Limit(MachineLimits limits) => (SacWorkload.Operations / limits.OpenBlasTwice, "2 × OpenBLAS");

    public override void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
        base.Dispose();
    }
}
