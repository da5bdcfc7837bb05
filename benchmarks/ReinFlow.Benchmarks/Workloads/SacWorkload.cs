using ReinFlow.Algorithms;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Benchmarks.Workloads;

/// <summary>One update of soft actor-critic on a batch of Hopper transitions, with networks of two layers of 256.</summary>
internal sealed class SacWorkload : IDisposable
{
    public const int BatchSize = 256;

    private const int Observation = 11;
    private const int Action = 3;
    private const double Width = 256.0;

    private readonly CpuEngine _engine;
    private readonly SoftActorCritic _algorithm;
    private readonly TransitionBatch _batch = OffPolicyBatch.Create(new TransitionShape(1, Observation, 1, Action), BatchSize);
    private readonly UpdateMetrics _metrics;
    private readonly RandomSource _random = new(5);
    private long _updates;

    public SacWorkload(int threads)
    {
        _engine = new CpuEngine(new CpuEngineOptions { Threads = threads });
        var actor = new SquashedGaussianPolicy(new ActionChunkSpec(1, 1, Action), Observation, new SquashedGaussianHeadOptions());
        var critic = new CriticEnsemble(Observation, Action, new CriticEnsembleOptions
        {
            HiddenLayers = [(int)Width, (int)Width],
            Activation = ActivationKind.ReLU,
            LayerNorm = LayerNormPlacement.None,
            Initialization = LayerInitialization.FanInUniform,
        });
        _algorithm = new SoftActorCritic(_engine, new SoftActorCriticParts(actor, critic), new SacOptions(), new RandomSource(4));
        _metrics = new UpdateMetrics(_algorithm.MetricNames);
    }

    /// <summary>Gets the floating-point operations of an update's matrix products.</summary>
    public static double Operations
    {
        get
        {
            double actor = Width * (Observation + Width + (2 * Action));
            double critics = 2 * Width * (Observation + Action + Width + 1);
            return 2.0 * BatchSize * ((actor * (1 + 3)) + (critics * (1 + 3 + 2)));
        }
    }

    public void Run()
    {
        _algorithm.Update(_batch, new OffPolicyStep(_updates, true, _random.Split(_updates)), _metrics);
        _updates++;
    }

    public void Dispose()
    {
        _algorithm.Dispose();
        _engine.Dispose();
    }
}
