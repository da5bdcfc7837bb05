using BenchmarkDotNet.Attributes;
using ReinFlow.Benchmarks.Workloads;
using ReinFlow.FineTuning;

namespace ReinFlow.Benchmarks;

/// <summary>One minibatch of 1,250 samples with K = 4: the likelihood alone, and the whole PPO update; and a step of pretraining.</summary>
[ShortRuns]
public class UpdateBenchmarks
{
    private const int Samples = 1250;
    private const int ImitationBatch = 128;

    private Networks _networks = null!;
    private UpdateWorkload _update = null!;
    private ImitationWorkload _imitation = null!;

    [Params("Hopper", "Humanoid", "Kitchen")]
    public string Size { get; set; } = "Hopper";

    [GlobalSetup]
    public void Setup()
    {
        NetworkSize size = NetworkSize.Named(Size);
        _networks = new Networks(size, 4, Environment.ProcessorCount);
        _update = new UpdateWorkload(_networks, Samples);
        _imitation = new ImitationWorkload(size, ImitationBatch, Environment.ProcessorCount);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _imitation.Dispose();
        _update.Dispose();
        _networks.Dispose();
    }

    [Benchmark]
    public void Likelihood() => _update.Evaluate();

    [Benchmark]
    public UpdateStatistics Update() => _update.Run();

    [Benchmark]
    public void PretrainingStep() => _imitation.Run();
}
