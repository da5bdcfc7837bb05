using System.Text.Json;
using ReinFlow.Golden;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

/// <summary>The official port's FQL with its stored weights, and the batch and noise that were recorded.</summary>
internal sealed class GoldenFql : IDisposable
{
    private readonly GoldenCase _golden;

    public GoldenFql(GoldenCase golden, CpuEngine engine, FqlOptions options, FlowTimeGrid grid = FlowTimeGrid.Inclusive)
    {
        _golden = golden;
        JsonElement numbers = golden.HyperParameters;
        var flow = (RectifiedFlowPolicy)GoldenNetworks.CreatePolicy(golden);
        ActionChunkSpec chunk = flow.ActionChunk;
        int observationSize = numbers.GetProperty("network").GetProperty("observation_dim").GetInt32();
        int width = numbers.GetProperty("one_step_hidden_dim").GetInt32();
        var objective = new FlowMatchingObjective(flow, new FlowMatchingOptions());
        objective.UseDraws(golden.Input("t"), golden.Input("x0"));
        Teacher = new EulerSampler(flow, new EulerSamplerOptions
        {
            DenoisingSteps = numbers.GetProperty("flow_steps").GetInt32(),
            Grid = grid,
            ClipEveryStep = false,
        });
        var critic = new CriticEnsemble(observationSize, chunk.Size, new CriticEnsembleOptions
        {
            HiddenLayers = [.. numbers.GetProperty("q_hidden_layers").EnumerateArray().Select(layer => layer.GetInt32())],
            Activation = ActivationKind.ReLU,
            LayerNorm = LayerNormPlacement.BeforeActivation,
            LayerNormEpsilon = 1e-5,
        });
        var policy = new OneStepPolicy(chunk, observationSize, new OneStepNetworkOptions { HiddenLayers = [width, width], Activation = ActivationKind.GELU });
        Algorithm = new FqlAlgorithm(engine, new FqlParts(flow.Network, new RecordedDraws(objective), Teacher, policy, critic), options);
        string checkpoint = Path.Combine(golden.Folder, "checkpoint.pt");
        GoldenCheckpoint.Import(Model.Policies, checkpoint, "model", string.Empty);
        GoldenCheckpoint.Import(Model.Critic, checkpoint, "model", "critic.");
        GoldenCheckpoint.Import(Model.Target, checkpoint, "model", "target_critic.");
        Batch = ReadBatch(numbers, observationSize, chunk);
        Update = Algorithm.For(Batch.Size);
        golden.Input("z_next").CopyTo(Update.Draws.Next, 0);
        golden.Input("z_actor").CopyTo(Update.Draws.Policy, 0);
    }

    public FqlAlgorithm Algorithm { get; }

    public FqlModel Model => Algorithm.Model;

    public FqlUpdate Update { get; }

    public EulerSampler Teacher { get; }

    public TransitionBatch Batch { get; }

    public MicroBatch AllRows => new(0, 0, Batch.Size);

    /// <summary>Fills the optimisers with the recorded moments.</summary>
    public void LoadMoments()
    {
        Load(Model.Policies, Model.PolicyOptimizer, "adam_actor", string.Empty);
        Load(Model.Critic, Model.CriticOptimizer, "adam_critic", "critic.");

        void Load(ParameterStore store, AdamW optimizer, string folder, string prefix)
        {
            optimizer.StepCount = _golden.InputIntegers("adam_step")[0];
            foreach ((Tensor moment, string name) in (ReadOnlySpan<(Tensor, string)>)[(optimizer.FirstMoment, "first_moment"), (optimizer.SecondMoment, "second_moment")])
            {
                store.Import(moment, parameter => new NamedValues(
                    parameter,
                    store.Entries.Single(entry => entry.Name == parameter).Shape,
                    _golden.Input($"{folder}/{name}/{prefix}{parameter}")));
            }
        }
    }

    public void Dispose() => Algorithm.Dispose();

    private TransitionBatch ReadBatch(JsonElement numbers, int observationSize, ActionChunkSpec chunk)
    {
        float[] rewards = _golden.Input("reward");
        var batch = new TransitionBatch(new TransitionShape(1, observationSize, chunk.ExecutedSteps, chunk.ActionDimension), rewards.Length);
        _golden.Input("state").CopyTo(batch.Observations, 0);
        _golden.Input("next_state").CopyTo(batch.NextObservations, 0);
        _golden.Input("actions").CopyTo(batch.Actions, 0);
        rewards.CopyTo(batch.Rewards, 0);
        float discount = numbers.GetProperty("gamma").GetSingle();
        float[] terminated = _golden.Input("terminated");
        for (int i = 0; i < terminated.Length; i++)
        {
            batch.Discounts[i] = discount * (1f - terminated[i]);
        }

        return batch;
    }
}
