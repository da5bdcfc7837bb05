using ReinFlow.Benchmarks.Workloads;

namespace ReinFlow.Benchmarks.Comparison;

/// <summary>One update of flow Q-learning.</summary>
internal sealed class FqlWork(bool isPort) : ComparedWork
{
    private readonly FqlWorkload _one = new(isPort, threads: 1);
    private readonly FqlWorkload _two = new(isPort, threads: 2);

    public override string Name => $"FQL update, batch {FqlWorkload.BatchSize}, networks of {(isPort ? "the port" : "its authors")}";

    public override string PeerRow => $"fql {(isPort ? 1 : 0)}";

    public override void Run(int threads) => (threads == 1 ? _one : _two).Run();

    public override (double Seconds, string Name) Limit(MachineLimits limits) => (_two.Operations / limits.OpenBlasTwice, "2 × OpenBLAS");

    public override double[] Check() => _two.InitialLosses;

    public override void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
        base.Dispose();
    }
}
