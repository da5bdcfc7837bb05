using BenchmarkDotNet.Attributes;
using ReinFlow.Benchmarks.Workloads;
using ReinFlow.Recipes;

namespace ReinFlow.Benchmarks;

/// <summary>A policy acts: K denoising steps with noise and log-density, on all cores.</summary>
[ShortRuns]
public class DenoisingBenchmarks
{
    private Networks _networks = null!;
    private ActWorkload _workload = null!;

    [Params(PolicyKind.RectifiedFlow, PolicyKind.Shortcut, PolicyKind.Diffusion)]
    public PolicyKind Policy { get; set; }

    [Params("Hopper", "Humanoid", "Kitchen")]
    public string Size { get; set; } = "Hopper";

    [Params(1, 2, 4, 8)]
    public int K { get; set; }

    [Params(1, 8, 40, 512)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _networks = new Networks(NetworkSize.Named(Size), K, Environment.ProcessorCount, Policy);
        _workload = new ActWorkload(_networks, Batch);
    }

    [GlobalCleanup]
    public void Cleanup() => _networks.Dispose();

    [Benchmark]
    public void Act() => _workload.Stochastic();
}
