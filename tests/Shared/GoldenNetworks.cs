using System.Text.Json;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Golden;

/// <summary>Builds our networks from the hyper-parameters of a golden case.</summary>
internal static class GoldenNetworks
{
    /// <summary>The official code trained step lengths down to 2⁻¹⁸, and asked for half of that; see <see cref="ShortcutStepOptions"/>.</summary>
    private const int OfficialMaximumSteps = 1 << 19;

    public static IFlowPolicy CreatePolicy(GoldenCase golden)
    {
        JsonElement network = golden.HyperParameters.GetProperty("network");
        int horizon = network.GetProperty("horizon_steps").GetInt32();
        var chunk = new ActionChunkSpec(
            horizon,
            horizon,
            network.GetProperty("action_dim").GetInt32(),
            golden.HyperParameters.GetProperty("action_min").GetSingle(),
            golden.HyperParameters.GetProperty("action_max").GetSingle());
        FlowNetworkOptions layers = CreateNetwork(golden);
        return network.GetProperty("type").GetString() == "ShortCutFlowMLP"
            ? new ShortcutPolicy(chunk, ObservationSize(network), layers, new ShortcutStepOptions
            {
                Combination = Combination(golden),
                MaximumDenoisingSteps = OfficialMaximumSteps,
            })
            : new RectifiedFlowPolicy(chunk, ObservationSize(network), layers);
    }

    public static FlowNetworkOptions CreateNetwork(GoldenCase golden)
    {
        JsonElement network = golden.HyperParameters.GetProperty("network");
        return new FlowNetworkOptions
        {
            StepEmbeddingDimension = network.GetProperty("time_embedding_dim").GetInt32(),
            ConditionLayers = Widths(network.GetProperty("condition_encoder_layers")),
            Head = Perceptron(network),
        };
    }

    public static StepCombination Combination(GoldenCase golden) => Enum.Parse<StepCombination>(
        golden.HyperParameters.GetProperty("network").GetProperty("combination").GetString()!, ignoreCase: true);

    public static DiffusionPolicy CreateDiffusion(GoldenCase golden)
    {
        JsonElement network = golden.HyperParameters.GetProperty("network");
        int horizon = network.GetProperty("horizon_steps").GetInt32();
        var chunk = new ActionChunkSpec(horizon, horizon, network.GetProperty("action_dim").GetInt32());
        return new DiffusionPolicy(chunk, ObservationSize(network), CreateNetwork(golden));
    }

    /// <summary>Creates a Gaussian policy or a mixture; its chunks have no bounds, as the official samples have none.</summary>
    public static GaussianPolicy CreateGaussian(GoldenCase golden)
    {
        JsonElement network = golden.HyperParameters.GetProperty("network");
        JsonElement deviation = golden.HyperParameters.GetProperty("std");
        bool isStateDependent = deviation.GetProperty("mode").GetString() == "state dependent";
        int horizon = network.GetProperty("horizon_steps").GetInt32();
        var chunk = new ActionChunkSpec(horizon, horizon, network.GetProperty("action_dim").GetInt32(), -1e3f, 1e3f);
        return new GaussianPolicy(chunk, ObservationSize(network), new GaussianHeadOptions
        {
            Components = golden.HyperParameters.TryGetProperty("components", out JsonElement components) ? components.GetInt32() : 1,
            Network = Perceptron(network) with { OutputActivation = ActivationKind.Tanh },
            Deviation = isStateDependent ? GaussianDeviation.StateDependent : GaussianDeviation.Learned,
            InitialStandardDeviation = isStateDependent ? 0.1f : deviation.GetProperty("initial_std").GetSingle(),
            MinimumStandardDeviation = deviation.GetProperty("min").GetSingle(),
            MaximumStandardDeviation = deviation.GetProperty("max").GetSingle(),
            EvaluationStandardDeviation = 1e-4f,
        });
    }

    /// <summary>Reads how a golden case walks from noise to actions.</summary>
    public static TOptions DiffusionOptions<TOptions>(GoldenCase golden)
        where TOptions : DiffusionSamplerOptions, new()
    {
        JsonElement diffusion = golden.HyperParameters.GetProperty("diffusion");
        bool ddim = diffusion.GetProperty("sampler").GetString() == "ddim";
        return new TOptions
        {
            NoiseLevels = diffusion.GetProperty("denoising_steps").GetInt32(),
            Sampling = ddim ? DiffusionSampling.Ddim : DiffusionSampling.Ddpm,
            DenoisingSteps = ddim ? diffusion.GetProperty("ddim_steps").GetInt32() : null,
            Eta = ddim ? diffusion.GetProperty("eta").GetSingle() : 1f,
            CleanActionLimit = diffusion.GetProperty("clean_action_clip").GetSingle(),
            NoiseLimit = diffusion.GetProperty("noise_limit").GetSingle(),
            MinimumStandardDeviation = diffusion.GetProperty("sampling_std_floor").GetSingle(),
        };
    }

    public static DiffusionChainOptions DiffusionChainOptions(GoldenCase golden)
    {
        JsonElement diffusion = golden.HyperParameters.GetProperty("diffusion");
        DiffusionChainOptions options = DiffusionOptions<DiffusionChainOptions>(golden);
        options.FineTunedSteps = diffusion.GetProperty("fine_tuned_steps").GetInt32();
        options.MinimumScoredDeviation = diffusion.GetProperty("logprob_std_floor").GetSingle();
        return options;
    }

    public static StateValueFunction CreateValueFunction(GoldenCase golden)
    {
        JsonElement critic = golden.HyperParameters.GetProperty("critic");
        return new StateValueFunction(critic.GetProperty("input_dim").GetInt32(), Perceptron(critic));
    }

    public static INoiseNet CreateNoise(GoldenCase golden, IFlowPolicy policy)
    {
        JsonElement noise = golden.HyperParameters.GetProperty("noise");
        int learned = noise.GetProperty("learned_for_last_steps").GetInt32();
        var options = new NoiseNetOptions
        {
            Schedule = NoiseSchedule.Learn,
            MinimumStandardDeviation = noise.GetProperty("std_min").GetSingle(),
            MaximumStandardDeviation = noise.GetProperty("std_max").GetSingle(),
            HiddenLayers = Widths(noise.GetProperty("hidden_layers")),
            Activation = Enum.Parse<ActivationKind>(noise.GetProperty("activation").GetString()!),
            Features = noise.GetProperty("input").GetString() switch
            {
                "condition only" => NoiseFeatures.Condition,
                "learned step embedding + condition" => NoiseFeatures.LearnedStepAndCondition,
                _ => NoiseFeatures.StepAndCondition,
            },
            LearnedStepDimension = Math.Max(1, noise.GetProperty("learned_step_embedding_dim").GetInt32()),
        };
        var net = new LearnedNoiseNet(policy, Steps(golden), options);
        return learned == Steps(golden)
            ? net
            : new PartlyLearnedNoise(
                new FixedNoiseNet(policy.ActionChunk, Steps(golden), options with { Schedule = NoiseSchedule.Linear }), net, learned);
    }

    public static NoisyFlowOptions ChainOptions(GoldenCase golden, FlowTimeGrid grid, bool clip)
    {
        JsonElement noise = golden.HyperParameters.GetProperty("noise");
        return new NoisyFlowOptions
        {
            DenoisingSteps = Steps(golden),
            Grid = grid,
            MeanLimit = clip ? golden.HyperParameters.GetProperty("intermediate_clip_value").GetSingle() : null,
            NoiseLimit = noise.GetProperty("sample_deviation_limit_in_std").GetSingle(),
            MinimumStandardDeviation = noise.GetProperty("sampling_std_floor").GetSingle(),
        };
    }

    public static int Steps(GoldenCase golden) => golden.HyperParameters.GetProperty("flow_steps").GetInt32();

    private static int ObservationSize(JsonElement network) =>
        network.GetProperty("observation_dim").GetInt32() * network.GetProperty("observation_history").GetInt32();

    private static PerceptronOptions Perceptron(JsonElement network) => new()
    {
        HiddenLayers = Widths(network.GetProperty("hidden_layers")),
        Activation = Enum.Parse<ActivationKind>(network.GetProperty("activation").GetString()!),
        Residual = network.GetProperty("residual").GetBoolean(),
        LayerNorm = network.GetProperty("layer_norm").GetBoolean(),
    };

    private static int[] Widths(JsonElement widths) =>
        widths.ValueKind == JsonValueKind.Null ? [] : [.. widths.EnumerateArray().Select(width => width.GetInt32())];
}
