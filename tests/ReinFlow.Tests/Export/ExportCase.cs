using System.Runtime.InteropServices;
using ReinFlow.Demonstrations;
using ReinFlow.Environments;
using ReinFlow.Export;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Tests.Export;

/// <summary>An official checkpoint that is exported, with a thousand inputs and what our own sampler makes of them.</summary>
internal sealed class ExportCase
{
    public const int Rows = 1000;

    private readonly string _golden;
    private readonly ExportedSampler _sampler;
    private readonly int? _steps;
    private readonly Recipe _recipe;
    private readonly (int History, int Features, int Horizon, int Action) _sizes;

    private ExportCase(
        string name, string golden, (int History, int Features, int Horizon, int Action) sizes, string policy, ExportedSampler sampler, int? steps = null)
    {
        (Name, _golden, _sampler, _steps, _sizes) = (name, golden, sampler, steps, sizes);
        string common = $"\"horizon\": {sizes.Horizon}, \"executedSteps\": {sizes.Horizon}, \"observationHistory\": {sizes.History}";
        _recipe = RecipeReader.Read($$"""{ "name": "{{name}}", "policy": { {{common}}, {{policy}} } }""", name);
    }

    public static ExportCase[] All { get; } =
    [
        new("reflow", "01a_reflow_pretrained", (1, 11, 4, 3), Network("[64, 64, 64]"), ExportedSampler.Deterministic, 4),
        new(
            "reflow-encoder",
            "01b_reflow_pretrained_condition_encoder",
            (1, 60, 4, 9),
            Network("[48, 48, 48]", "\"conditionLayers\": [32, 16], ", ", \"activation\": \"Mish\"") + ", \"chain\": { \"grid\": \"Inclusive\" }",
            ExportedSampler.Deterministic,
            10),
        new("reflow-exploring", "03a_finetuned_reflow", (1, 11, 4, 3), Network("[48, 48, 48]") + ", \"noise\": { \"hiddenLayers\": [24, 24] }", ExportedSampler.Exploration),
        new(
            "shortcut-add",
            "02a_shortcut_pretrained_add",
            (1, 11, 4, 3),
            "\"kind\": \"Shortcut\", " + Network("[64, 64, 64]", "\"conditionLayers\": [32, 16], "),
            ExportedSampler.Deterministic,
            4),
        new(
            "shortcut-concatenate",
            "02b_shortcut_pretrained_concatenate",
            (1, 17, 4, 6),
            "\"kind\": \"Shortcut\", \"shortcut\": { \"combination\": \"Concatenate\" }, " +
            Network("[64, 48]", more: ", \"activation\": \"SiLU\", \"layerNorm\": true, \"residual\": false"),
            ExportedSampler.Deterministic,
            8),
        new(
            "shortcut-multiply",
            "02c_shortcut_pretrained_multiply",
            (1, 16, 4, 3),
            "\"kind\": \"Shortcut\", \"shortcut\": { \"combination\": \"Multiply\" }, " + Network("[48, 48, 48]"),
            ExportedSampler.Deterministic,
            2),
        new("ddim", "08b_dppo_ddim", (1, 11, 4, 3), Diffusion("Ddim", 100, 5, ", \"denoisingSteps\": 5"), ExportedSampler.Deterministic),
        new("ddpm-as-ddim", "08a_dppo_ddpm", (1, 11, 4, 3), Diffusion("Ddpm", 20, 10), ExportedSampler.Deterministic),
        new("ddpm", "08a_dppo_ddpm", (1, 11, 4, 3), Diffusion("Ddpm", 20, 10), ExportedSampler.Evaluation),
        new(
            "gaussian",
            "12a_gaussian",
            (1, 23, 4, 7),
            "\"kind\": \"Gaussian\", \"gaussian\": { \"network\": { \"hiddenLayers\": [48, 48, 48] } }",
            ExportedSampler.Deterministic),
    ];

    public string Name { get; }

    /// <summary>Gets the line that the checker writes about the inputs and outputs.</summary>
    public string Signature { get; private set; } = string.Empty;

    public float[] Expected { get; private set; } = [];

    public Dictionary<string, (int[] Shape, float[] Values)> Inputs { get; } = [];

    /// <summary>Exports the policy into a folder, writes the inputs beside it, and computes the expected actions.</summary>
    public void Write(string folder, CpuEngine engine)
    {
        Normalization ranges = Ranges();
        NormalizationFile.Save(Path.Combine(folder, $"{Name}.npz"), ranges);
        _recipe.Demonstrations.Normalization = Path.Combine(folder, $"{Name}.npz");
        PolicyFile policy = PolicyFile.Load(Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", _golden, "checkpoint.pt")).WithNormalizationOf(_recipe);
        ExportSummary summary = OnnxExport.Save(Path.Combine(folder, $"{Name}.onnx"), _recipe, policy, _steps, _sampler);

        var random = new RandomSource(7);
        float[] observations = new float[Rows * _sizes.History * _sizes.Features];
        float[] noise = new float[Rows * (summary.NoiseSteps + 1) * Size];
        RandomSource uniform = random.Split("observations");
        random.Split("noise").FillGaussian(noise);
        for (int i = 0; i < observations.Length; i++)
        {
            (float low, float high) = (ranges.ObservationMinimum[i % _sizes.Features], ranges.ObservationMaximum[i % _sizes.Features]);
            observations[i] = low + (uniform.NextSingle() * (high - low));
        }

        WriteInputs(folder, summary, observations, noise);
        Expected = Act(engine, policy, ranges, observations, noise, summary);
    }

    public override string ToString() => Name;

    private int Size => _sizes.Horizon * _sizes.Action;

    private static string Network(string layers, string before = "", string more = "") =>
        $$"""  "network": { {{before}}"head": { "hiddenLayers": {{layers}}{{more}} } } """;

    private static string Diffusion(string sampling, int levels, int tuned, string more = "") =>
        "\"kind\": \"Diffusion\", " + Network("[40, 40, 40]") +
        $$""", "diffusion": { "sampling": "{{sampling}}", "noiseLevels": {{levels}}, "fineTunedSteps": {{tuned}}{{more}} }""";

    private Normalization Ranges() => new(
        [.. Enumerable.Range(0, _sizes.Features).Select(i => MathF.Sin(i) * 3f)],
        [.. Enumerable.Range(0, _sizes.Features).Select(i => (MathF.Sin(i) * 3f) + 0.5f + i)],
        [.. Enumerable.Range(0, _sizes.Action).Select(i => -1f - (i * 0.1f))],
        [.. Enumerable.Range(0, _sizes.Action).Select(i => 1f - (i * 0.1f))]);

    private void WriteInputs(string folder, ExportSummary summary, float[] observations, float[] noise)
    {
        (int steps, string chunk) = (summary.NoiseSteps, $"{_sizes.Horizon}, {_sizes.Action}");
        float[][] rows = [.. noise.Chunk((steps + 1) * Size)];
        Inputs["observation"] = ([Rows, _sizes.History, _sizes.Features], observations);
        Inputs["noise"] = ([Rows, _sizes.Horizon, _sizes.Action], [.. rows.SelectMany(row => row[..Size])]);
        if (steps > 0)
        {
            Inputs["step_noise"] = ([Rows, steps, _sizes.Horizon, _sizes.Action], [.. rows.SelectMany(row => row[Size..])]);
        }

        foreach ((string input, (_, float[] values)) in Inputs)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{Name}.{input}.bin"), MemoryMarshal.AsBytes<float>(values).ToArray());
        }

        File.WriteAllText(
            Path.Combine(folder, $"{Name}.json"),
            $"{{ {string.Join(", ", Inputs.Select(input => $"\"{input.Key}\": [{string.Join(", ", input.Value.Shape)}]"))} }}");
        string more = steps > 0 ? $" step_noise ['batch', {steps}, {chunk}]" : string.Empty;
        Signature = $"observation ['batch', {_sizes.History}, {_sizes.Features}] noise ['batch', {chunk}]{more} action ['batch', {chunk}]";
    }

    private float[] Act(CpuEngine engine, PolicyFile policy, Normalization ranges, float[] observations, float[] noise, ExportSummary summary)
    {
        float[] states = new float[observations.Length];
        for (int row = 0; row < observations.Length; row += _sizes.Features)
        {
            ranges.NormalizeObservation(observations.AsSpan(row, _sizes.Features), states.AsSpan(row, _sizes.Features));
        }

        float[] normalized = _sampler == ExportedSampler.Deterministic
            ? Deterministic(engine, policy, states, noise, summary.DenoisingSteps)
            : WithNoise(engine, policy, states, noise, summary);
        float[] actions = new float[normalized.Length];
        for (int row = 0; row < actions.Length; row += _sizes.Action)
        {
            ranges.DenormalizeAction(normalized.AsSpan(row, _sizes.Action), actions.AsSpan(row, _sizes.Action));
        }

        return actions;
    }

    private float[] Deterministic(CpuEngine engine, PolicyFile policy, float[] states, float[] noise, int steps)
    {
        var options = new EulerSamplerOptions { DenoisingSteps = steps, Grid = _recipe.Policy.Chain.Grid };
        using var run = new SamplingRun(_recipe.Policy, engine, policy, _sizes.Features, _sizes.Action, options);
        return [.. run.SampleChain(states, noise).Chunk((steps + 1) * Size).SelectMany(chain => chain[^Size..])];
    }

    private float[] WithNoise(CpuEngine engine, PolicyFile policy, float[] states, float[] noise, ExportSummary summary)
    {
        IChainPolicy chain = _recipe.Policy.Kind == PolicyKind.Diffusion ? DiffusionChain(summary.ActionChunk) : FlowChain(summary.ActionChunk);
        using var store = new ParameterStore(engine, chain.Network, new RandomSource(1));
        if (_recipe.Policy.Kind == PolicyKind.Diffusion)
        {
            policy.CopyTo(store);
        }
        else
        {
            policy.CopyActor(store);
        }

        using TensorScope scope = engine.OpenScope();
        var observation = new Observation(engine.FromValues(states, [Rows, _sizes.History, _sizes.Features]));
        SampleMode mode = _sampler == ExportedSampler.Exploration ? SampleMode.Stochastic : SampleMode.Deterministic;
        Tensor draws = engine.FromValues(noise, [Rows, chain.NoiseBlocks, _sizes.Horizon, _sizes.Action]);
        return new ChainActionSampler(chain, mode).Sample(observation, draws).ToArray();
    }

    private DiffusionChainPolicy DiffusionChain(ActionChunkSpec chunk)
    {
        DiffusionPolicy Network() => new(chunk, _sizes.History * _sizes.Features, _recipe.Policy.Network);
        return new DiffusionChainPolicy(Network(), Network(), _recipe.Policy.Diffusion);
    }

    private NoisyFlowPolicy FlowChain(ActionChunkSpec chunk)
    {
        var flow = new RectifiedFlowPolicy(chunk, _sizes.History * _sizes.Features, _recipe.Policy.Network);
        return new NoisyFlowPolicy(flow, NoiseNets.Create(flow, _recipe.Policy.Chain.DenoisingSteps, _recipe.Policy.Noise), _recipe.Policy.Chain);
    }
}
