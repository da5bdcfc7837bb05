using ReinFlow.Algorithms;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Benchmarks.Workloads;

/// <summary>One update of FQL on a batch of Hopper transitions, with the networks of its authors or those of ReinFlow's port.</summary>
internal sealed class FqlWorkload : IDisposable
{
    public const int BatchSize = 256;

    private const int Observation = 11;
    private const int Action = 3;

    private readonly CpuEngine _engine;
    private readonly UpdateMetrics _metrics;
    private readonly RandomSource _random = new(5);
    private readonly int _steps;
    private long _updates;

    public FqlWorkload(bool isPort, int threads)
    {
        _engine = new CpuEngine(new CpuEngineOptions { Threads = threads });
        OneStepFlowOptions networks = isPort ? OneStepFlowOptions.OfPort() : new OneStepFlowOptions();
        var flow = new OneStepFlow(Observation, Action, networks);
        ActionChunkSpec chunk = flow.Policy.ActionChunk;
        Imitation = flow.Imitation;
        _steps = networks.Teacher.DenoisingSteps;
        var critic = new CriticEnsemble(Observation, chunk.Size, isPort ? CriticEnsembleOptions.OfPort() : new CriticEnsembleOptions());
        FqlOptions options = (isPort ? FqlOptions.OfPort() : new FqlOptions()) with { PolicyLearningRate = 1e-6, CriticLearningRate = 1e-6 };
        Algorithm = new FqlAlgorithm(_engine, new FqlParts(flow.Flow.Network, Imitation, flow.Teacher, flow.Policy, critic), options, new RandomSource(4));
        Batch = OffPolicyBatch.Create(new TransitionShape(1, Observation, chunk.ExecutedSteps, Action), BatchSize);
        _metrics = new UpdateMetrics(Algorithm.MetricNames);
        InitialLosses = Differentiate();
    }

    public FqlAlgorithm Algorithm { get; }

    public FlowMatchingObjective Imitation { get; }

    public TransitionBatch Batch { get; }

    /// <summary>Gets the flow times and starts of <see cref="InitialLosses"/>; its other noise is that of the update.</summary>
    public (float[] Times, float[] Starts) Recorded { get; private set; }

    /// <summary>Gets the losses at the initial parameters with recorded noise.</summary>
    public double[] InitialLosses { get; }

    public FqlDraws Draws => Algorithm.For(BatchSize).Draws;

    /// <summary>Gets the floating-point operations of an update's matrix products.</summary>
    public double Operations
    {
        get
        {
            double flow = Weights(Algorithm.Model.Policies, "bc_flow");
            double policy = Weights(Algorithm.Model.Policies, "actor");
            double critics = Weights(Algorithm.Model.Critic, string.Empty);
            double passes = (flow * (3 + _steps)) + (policy * (2 + 3)) + (critics * (1 + 3 + 2));
            return 2.0 * BatchSize * passes;
        }
    }

    public void Run()
    {
        Algorithm.Update(Batch, new OffPolicyStep(_updates, true, _random.Split(_updates)), _metrics);
        _updates++;
    }

    public void Dispose()
    {
        Algorithm.Dispose();
        _engine.Dispose();
    }

    private double[] Differentiate()
    {
        var random = new RandomSource(6);
        float[] times = new float[BatchSize];
        foreach (ref float time in times.AsSpan())
        {
            time = random.NextSingle();
        }

        float[] starts = new float[Draws.Next.Length];
        random.FillGaussian(starts);
        Recorded = (times, starts);
        Imitation.UseDraws(times, starts);
        FqlUpdate update = Algorithm.For(BatchSize);
        update.Draws.Draw(random);
        update.Differentiate(Batch);
        return [update.Losses.Critic, update.Losses.Flow, update.Losses.Distillation, update.Losses.Value];
    }

    private static double Weights(ParameterStore store, string prefix) => store.Entries
        .Where(entry => entry.Shape.Rank == 2 && entry.Name.StartsWith(prefix, StringComparison.Ordinal))
        .Sum(entry => (double)entry.Shape.ElementCount);
}
