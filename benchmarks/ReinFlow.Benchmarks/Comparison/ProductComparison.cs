using ReinFlow.Limits;
using ReinFlow.Tensors;

namespace ReinFlow.Benchmarks.Comparison;

/// <summary>The matrix products of the recipes' linear layers on one thread, beside OpenBLAS; weights are packed before.</summary>
internal sealed class ProductComparison
{
    private const double Seconds = 0.2;

    private readonly Dictionary<(int Rows, int Outputs, int Inputs), List<(double Own, double OpenBlas)>> _rates = new()
    {
        [(1, 512, 512)] = [],
        [(8, 512, 512)] = [],
        [(20, 512, 512)] = [],
        [(64, 512, 512)] = [],
        [(512, 512, 512)] = [],
        [(1024, 512, 512)] = [],
        [(512, 512, 12)] = [],
        [(512, 12, 512)] = [],
        [(512, 512, 376)] = [],
        [(512, 256, 256)] = [],
        [(512, 64, 27)] = [],
    };

    /// <summary>Gets the shapes with their rates in operations per second, round by round.</summary>
    public IReadOnlyDictionary<(int Rows, int Outputs, int Inputs), List<(double Own, double OpenBlas)>> Rates => _rates;

    public void Measure()
    {
        foreach (((int rows, int outputs, int inputs) shape, List<(double, double)> rates) in _rates)
        {
            rates.Add((Own(shape.rows, shape.outputs, shape.inputs), OpenBlas.OperationsPerSecond(shape.rows, shape.outputs, shape.inputs)));
        }
    }

    private static double Own(int rows, int outputs, int inputs)
    {
        using var engine = new CpuEngine(new CpuEngineOptions { Threads = 1 });
        var layer = new Linear(inputs, outputs);
        using var store = new ParameterStore(engine, layer, new RandomSource(1));
        using Tensor input = engine.CreatePersistent([rows, inputs]);
        double seconds = Timing.Median(
            () =>
            {
                using TensorScope scope = engine.OpenScope();
                layer.Forward(input);
            },
            Seconds);
        return 2.0 * rows * outputs * inputs / seconds;
    }
}
