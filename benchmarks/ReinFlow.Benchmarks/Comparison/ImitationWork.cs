using ReinFlow.Benchmarks.Workloads;

namespace ReinFlow.Benchmarks.Comparison;

/// <summary>One step of pretraining.</summary>
internal sealed class ImitationWork(int batch) : ComparedWork
{
    private readonly ImitationWorkload _one = new(NetworkSize.Hopper, batch, threads: 1);
    private readonly ImitationWorkload _two = new(NetworkSize.Hopper, batch, threads: 2);

    public override string Name => $"pretraining step, batch {batch}";

    public override string PeerRow => $"imitation {batch}";

    public override void Run(int threads) => (threads == 1 ? _one : _two).Run();

    public override (double Seconds, string Name) Limit(MachineLimits limits) => (_two.Operations / limits.OpenBlasTwice, "2 × OpenBLAS");

    public override void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
        base.Dispose();
    }
}
