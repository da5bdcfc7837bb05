using ReinFlow.Benchmarks.Workloads;
using ReinFlow.FineTuning;

namespace ReinFlow.Benchmarks.Comparison;

/// <summary>One minibatch of the PPO update.</summary>
internal sealed class UpdateWork : ComparedWork
{
    private readonly int _samples;
    private readonly UpdateWorkload _one;
    private readonly UpdateWorkload _two;
    private readonly UpdateStatistics _first;

    public UpdateWork(int samples, int denoisingSteps)
    {
        _samples = samples;
        One = new Networks(NetworkSize.Hopper, denoisingSteps, threads: 1);
        Two = new Networks(NetworkSize.Hopper, denoisingSteps, threads: 2);
        _one = new UpdateWorkload(One, samples);
        _two = new UpdateWorkload(Two, samples);
        _first = _two.Run();
    }

    public Networks One { get; }

    public Networks Two { get; }

    public override string Name => $"likelihood + PPO update, minibatch {_samples:N0}";

    public override string PeerRow => $"update {_samples}";

    public override void Run(int threads) => (threads == 1 ? _one : _two).Run();

    public override (double Seconds, string Name) Limit(MachineLimits limits) => (_two.Operations / limits.OpenBlasTwice, "2 × OpenBLAS");

    public override double[] Check() => [_first.ValueLoss, _first.PolicyGradientNorm, _first.ValueGradientNorm];

    public override void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
        One.Dispose();
        Two.Dispose();
        base.Dispose();
    }
}
