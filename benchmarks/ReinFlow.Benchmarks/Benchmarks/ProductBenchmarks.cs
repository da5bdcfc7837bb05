using BenchmarkDotNet.Attributes;
using ReinFlow.Tensors;

namespace ReinFlow.Benchmarks;

/// <summary>x Wᵀ + b on one core for the shapes of the recipes' networks; weights are packed before.</summary>
[ShortRuns]
public class ProductBenchmarks
{
    private CpuEngine _engine = null!;
    private ParameterStore _store = null!;
    private Linear _layer = null!;
    private Tensor _input = null!;

    /// <summary>Gets or sets rows × outputs × inputs.</summary>
    [Params(
        "1×512×512", "8×512×512", "20×512×512", "40×512×512", "64×512×512", "512×512×512", "1024×512×512", "512×512×12", "512×12×512",
        "512×512×39", "512×512×460", "512×256×256", "512×64×27")]
    public string Shape { get; set; } = "512×512×512";

    [GlobalSetup]
    public void Setup()
    {
        int[] sizes = [.. Shape.Split('×').Select(int.Parse)];
        _engine = new CpuEngine(new CpuEngineOptions { Threads = 1 });
        _layer = new Linear(sizes[2], sizes[1]);
        _store = new ParameterStore(_engine, _layer, new RandomSource(1));
        _input = _engine.CreatePersistent([sizes[0], sizes[2]]);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _input.Dispose();
        _store.Dispose();
        _engine.Dispose();
    }

    [Benchmark]
    public void Linear()
    {
        using TensorScope scope = _engine.OpenScope();
        _layer.Forward(_input);
    }
}
