using BenchmarkDotNet.Attributes;
using ReinFlow.Benchmarks.Workloads;
using ReinFlow.Policies;
using ReinFlow.Recipes;

namespace ReinFlow.Benchmarks;

/// <summary>An application asks a policy at one control tick, for one robot, on one thread; the parameters are random.</summary>
[ShortRuns]
public class InferenceBenchmarks
{
    private Networks _networks = null!;
    private PolicyRunner _runner = null!;
    private IPolicySession _session = null!;
    private float[] _observation = null!;
    private float[] _action = null!;

    [Params("Hopper", "Humanoid")]
    public string Size { get; set; } = "Hopper";

    [GlobalSetup]
    public void Setup()
    {
        _networks = new Networks(NetworkSize.Named(Size), denoisingSteps: 4, threads: 1, PolicyKind.RectifiedFlow);
        _runner = new PolicyRunner(_networks.Engine, _networks.Sampler, _networks.Size.Observation);
        _session = _runner.StartSession();
        _observation = new float[_runner.ObservationDimension];
        _action = new float[_runner.ActionChunk.ActionDimension];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _session.Dispose();
        _runner.Dispose();
        _networks.Dispose();
    }

    /// <summary>A new episode: the tick plans a chunk.</summary>
    [Benchmark(Baseline = true)]
    public void Plan()
    {
        _session.Reset();
        _session.Act(_observation, _action);
    }

    /// <summary>Four ticks, one of which plans.</summary>
    [Benchmark]
    public void ActOverAChunk()
    {
        for (int tick = 0; tick < 4; tick++)
        {
            _session.Act(_observation, _action);
        }
    }
}
