using System.Text.Json;
using ReinFlow.Formats;
using ReinFlow.Golden;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

/// <summary>A golden fine-tuning case, set up as the run that produced it: networks, optimisers, samples and options.</summary>
internal sealed class OfficialFineTuning : IDisposable
{
    private readonly JsonElement _parameters;

    public OfficialFineTuning(string id, Func<OfficialFineTuning, IPolicyRegularizer>? regularizer = null, int passesPerEpoch = 1)
    {
        Case = GoldenCase.Open(id);
        _parameters = Case.HyperParameters;
        JsonElement network = _parameters.GetProperty("network");
        int observation = network.GetProperty("observation_dim").GetInt32();
        Chunk = new ActionChunkSpec(
            network.GetProperty("horizon_steps").GetInt32(),
            network.GetProperty("horizon_steps").GetInt32(),
            network.GetProperty("action_dim").GetInt32());
        Steps = _parameters.GetProperty("flow_steps").GetInt32();
        Flow = GoldenNetworks.CreatePolicy(Case);
        Policy = CreatePolicy();
        Critic = GoldenNetworks.CreateValueFunction(Case);
        PolicyParameters = new ParameterStore(Engine, Policy.Network, new RandomSource(1));
        CriticParameters = new ParameterStore(Engine, Critic.Network, new RandomSource(2));
        Checkpoint = PyTorchCheckpoint.Load(Path.Combine(Case.Folder, "checkpoint.pt"));
        OfficialOptimizer.LoadParameters(Checkpoint, "model", "actor_ft.", PolicyParameters);
        OfficialOptimizer.LoadParameters(Checkpoint, "model", "critic.", CriticParameters);
        Model = new OnPolicyModel(Policy, PolicyParameters, Critic, CriticParameters, regularizer?.Invoke(this));
        Options = ReadOptions(passesPerEpoch);
        Optimizers = new UpdateOptimizers(Model, Options);
        Rates = new LearningRates(
            OfficialOptimizer.LoadMoments(Checkpoint, "actor_optimizer", "actor_ft.", PolicyParameters, Optimizers.Policy),
            OfficialOptimizer.LoadMoments(Checkpoint, "critic_optimizer", "critic.", CriticParameters, Optimizers.Critic));
        Rollout = ReadRollout(observation);
    }

    public GoldenCase Case { get; }

    public CpuEngine Engine { get; } = new(new CpuEngineOptions { Threads = 2 });

    public PyTorchCheckpoint Checkpoint { get; }

    public ActionChunkSpec Chunk { get; }

    public int Steps { get; }

    public IFlowPolicy Flow { get; }

    public NoisyFlowPolicy Policy { get; }

    public StateValueFunction Critic { get; }

    public ParameterStore PolicyParameters { get; }

    public ParameterStore CriticParameters { get; }

    public OnPolicyModel Model { get; }

    public ReinFlowOptions Options { get; }

    public UpdateOptimizers Optimizers { get; }

    public LearningRates Rates { get; }

    public RolloutBuffer Rollout { get; }

    public IFlowPolicy CreateReference() => GoldenNetworks.CreatePolicy(Case);

    /// <summary>Compares a buffer of a store with the expected arrays of a family.</summary>
    public void AssertMatches(string family, string prefix, ParameterStore store, Tensor buffer)
    {
        var expected = Case.ExpectedNames.Where(name => name.StartsWith($"{family}/{prefix}", StringComparison.Ordinal)).ToHashSet();
        Assert.That(expected, Is.Not.Empty);
        foreach (NamedValues values in store.Export(buffer))
        {
            if (expected.Remove($"{family}/{prefix}{values.Name}"))
            {
                Case.AssertMatches($"{family}/{prefix}{values.Name}", values.Values);
            }
        }

        Assert.That(expected, Is.Empty, "Expected arrays without a parameter of ours");
    }

    public void Dispose()
    {
        Optimizers.Dispose();
        PolicyParameters.Dispose();
        CriticParameters.Dispose();
        Engine.Dispose();
        Case.Dispose();
    }

    private NoisyFlowPolicy CreatePolicy()
    {
        bool clip = _parameters.GetProperty("ppo").GetProperty("clip_intermediate_means").GetBoolean();
        return new NoisyFlowPolicy(
            Flow, GoldenNetworks.CreateNoise(Case, Flow), GoldenNetworks.ChainOptions(Case, FlowTimeGrid.Uniform, clip));
    }

    private ReinFlowOptions ReadOptions(int passesPerEpoch)
    {
        JsonElement ppo = _parameters.GetProperty("ppo");
        return new ReinFlowOptions
        {
            Epochs = 1,
            PassesPerEpoch = passesPerEpoch,
            ClipRange = ppo.GetProperty("policy_clip_range").GetSingle(),
            ValueClipRange = Nullable(ppo, "value_clip_range"),
            EntropyCoefficient = ppo.GetProperty("entropy_weight").GetSingle(),
            ValueCoefficient = ppo.GetProperty("value_weight").GetSingle(),
            RegularizationCoefficient = ppo.GetProperty("w2_regulariser_weight").GetSingle(),
            MinimumLogDensity = ppo.GetProperty("logprob_clamp_min").GetSingle(),
            MaximumLogDensity = ppo.GetProperty("logprob_clamp_max").GetSingle(),
            PolicyWeightDecay = ppo.GetProperty("actor_weight_decay").GetSingle(),
            CriticWeightDecay = ppo.GetProperty("critic_weight_decay").GetSingle(),
            MaximumGradientNorm = Nullable(ppo, "max_gradient_norm"),
            TargetKl = ppo.GetProperty("target_kl").GetDouble(),
            IncludeInitialNoise = ppo.GetProperty("count_initial_noise").GetBoolean(),
            RatioTolerance = 1.0,
        };
    }

    private static float? Nullable(JsonElement element, string name) =>
        element.GetProperty(name).ValueKind == JsonValueKind.Null ? null : element.GetProperty(name).GetSingle();

    private RolloutBuffer ReadRollout(int observation)
    {
        float[] old = Case.Input("old_logprobs");
        var rollout = new RolloutBuffer(new RolloutShape(old.Length, 1, 1, observation, Steps, Chunk));
        Case.Input("state").CopyTo(rollout.Observations, 0);
        Case.Input("chain").CopyTo(rollout.Chains, 0);
        Case.Input("returns").CopyTo(rollout.Returns, 0);
        Case.Input("old_values").CopyTo(rollout.Values, 0);
        Case.Input("advantages").CopyTo(rollout.Advantages, 0);
        RolloutDensities.Fill(rollout, old, Options.IncludeInitialNoise);
        return rollout;
    }
}
