using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

/// <summary>FQL with small smooth networks for two-dimensional observations and actions, and a batch of random transitions.</summary>
internal sealed class SmallFql : IDisposable
{
    public const int BatchSize = 96;
    private const int Size = 2;

    public SmallFql(FqlOptions options, int threads = 2, int executedSteps = 1)
    {
        Engine = new CpuEngine(new CpuEngineOptions { Threads = threads });
        var chunk = new ActionChunkSpec(1, executedSteps, Size);
        var flow = new RectifiedFlowPolicy(chunk, Size, new FlowNetworkOptions
        {
            StepEmbedding = StepEmbeddingKind.Plain,
            Head = new PerceptronOptions { HiddenLayers = [32, 32], Activation = ActivationKind.GELUTanh, Residual = false },
        });
        Imitation = new FlowMatchingObjective(flow, new FlowMatchingOptions());
        var critic = new CriticEnsemble(Size, chunk.Size, new CriticEnsembleOptions { HiddenLayers = [32, 32] });
        var policy = new OneStepPolicy(chunk, Size, new OneStepNetworkOptions { HiddenLayers = [32, 32] });
        var teacher = new EulerSampler(flow, new EulerSamplerOptions { DenoisingSteps = 3, ClipEveryStep = false });
        Algorithm = new FqlAlgorithm(Engine, new FqlParts(flow.Network, Imitation, teacher, policy, critic), options, new RandomSource(2));
        var random = new RandomSource(3);
        random.FillGaussian(Batch.Observations);
        random.FillGaussian(Batch.NextObservations);
        random.FillGaussian(Batch.Rewards);
        Batch.Discounts.AsSpan(10).Fill(0.9f);
        foreach (ref float action in Batch.Actions.AsSpan())
        {
            action = (2f * random.NextSingle()) - 1f;
        }

        Imitation.Draw(BatchSize, random);
        Update.Draws.Draw(random);
    }

    public CpuEngine Engine { get; }

    public FqlAlgorithm Algorithm { get; }

    public FqlModel Model => Algorithm.Model;

    public FlowMatchingObjective Imitation { get; }

    public FqlUpdate Update => Algorithm.For(BatchSize);

    public TransitionBatch Batch { get; } = new(new TransitionShape(1, Size, 1, Size), BatchSize);

    /// <summary>Runs whole updates with noise of their own.</summary>
    public void Run(int updates)
    {
        var metrics = new UpdateMetrics(Algorithm.MetricNames);
        var random = new RandomSource(7);
        for (int i = 0; i < updates; i++)
        {
            Algorithm.Update(Batch, new OffPolicyStep(i, true, random.Split(i)), metrics);
        }
    }

    public float[] Values() => [.. Algorithm.Parts.SelectMany(part => part.Parameters.Values.ToArray())];

    /// <summary>Sets one parameter of a store to a number everywhere.</summary>
    public static void Fill(ParameterStore store, string name, float value)
    {
        float[] values = store.Values.ToArray();
        ParameterEntry entry = store.Entries.Single(item => item.Name == name);
        values.AsSpan(entry.Offset, entry.Shape.ElementCount).Fill(value);
        store.Values.CopyFrom(values);
    }

    public void Dispose()
    {
        Algorithm.Dispose();
        Engine.Dispose();
    }
}
