using ReinFlow.Algorithms;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Benchmarks.Workloads;

/// <summary>One step of imitation learning: windows, flow-matching loss, gradients, AdamW, average.</summary>
public sealed class ImitationWorkload : IDisposable
{
    private readonly Networks _networks;
    private readonly WindowLoss _loss;
    private readonly AdamW _optimizer;
    private readonly ExponentialMovingAverage _average;
    private readonly ParameterStore _parameters;
    private readonly int[] _windows;
    private readonly RandomSource _random = new(6);

    public ImitationWorkload(NetworkSize size, int batch, int threads)
    {
        _networks = new Networks(size, 4, threads);

        // Only the velocity is trained by imitation: a store of its own, without the noise net.
        Flow = new RectifiedFlowPolicy(size.Chunk, size.Observation, size.Network);
        _parameters = new ParameterStore(_networks.Engine, Flow.Network, new RandomSource(1));
        _optimizer = new AdamW(_parameters, new AdamWOptions { WeightDecay = 1e-6 });
        _average = new ExponentialMovingAverage(_parameters);
        _loss = new WindowLoss(new FlowMatchingObjective(Flow, new FlowMatchingOptions()), new GaussianWindows(size, batch), _parameters, batch);
        _windows = [.. Enumerable.Range(0, batch)];
    }

    public RectifiedFlowPolicy Flow { get; }

    public double Operations => 6.0 * _windows.Length * _networks.VelocityWeights;

    public void Run()
    {
        _parameters.ClearGradients();
        _loss.Differentiate(_windows, _random);
        _optimizer.Step(1e-6, null);
        _average.Update(0.995);
    }

    public void Dispose()
    {
        _average.Dispose();
        _optimizer.Dispose();
        _parameters.Dispose();
        _networks.Dispose();
    }
}
