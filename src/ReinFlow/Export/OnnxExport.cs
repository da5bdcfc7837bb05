using System.Globalization;
using ReinFlow.Environments;
using ReinFlow.Formats;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Export;

/// <summary>Writes a saved policy as one ONNX file that goes all the way from observations to actions.</summary>
/// <remarks>
/// Inputs are <c>observation</c> [batch, history, features] in the environment's own units and <c>noise</c> [batch, horizon, action],
/// standard normal numbers; a sampler with noise in every step also takes <c>step_noise</c> [batch, steps, horizon, action]. The output is
/// <c>action</c> [batch, horizon, action] in the environment's own units. The denoising steps are unrolled, with their limits.
/// </remarks>
public static class OnnxExport
{
    private const string Observation = "observation";
    private const string Noise = "noise";
    private const string StepNoise = "step_noise";
    private const string Action = "action";
    private const string Batch = "batch";

    /// <summary>Writes a policy.</summary>
    /// <param name="path">Path of the file. Its directory must exist; an existing file is replaced.</param>
    /// <param name="recipe">What describes the policy.</param>
    /// <param name="policy">The policy, with the ranges of its observations and actions.</param>
    /// <param name="denoisingSteps">The denoising steps of the deterministic sampler, or <see langword="null"/> for those of the recipe.</param>
    /// <param name="sampler">Which sampler the file runs.</param>
    /// <returns>What the model takes and gives.</returns>
    /// <exception cref="RecipeException">Recipe and policy do not fit together, there are no ranges, or no such sampler.</exception>
    /// <exception cref="NotSupportedException">The policy computes something that ONNX cannot say.</exception>
    public static ExportSummary Save(
        string path, Recipe recipe, PolicyFile policy, int? denoisingSteps = null, ExportedSampler sampler = ExportedSampler.Deterministic)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(policy);
        Normalization ranges = policy.Normalization ?? throw new RecipeException(
            $"{policy.Path} does not hold the ranges of its observations and actions, which an exported policy needs. " +
            "Name their normalization.npz: --set demonstrations.normalization=PATH.");
        using var engine = new CpuEngine(new CpuEngineOptions { Threads = 1 });
        using TensorScope scope = engine.OpenScope();
        var model = new OnnxModel(recipe.Name);
        var graph = new TraceGraph(model);
        using var tracer = new SamplerTracer(engine, graph);
        ActingPolicy acting = SamplerOf(recipe, (ranges.ObservationMinimum.Length, ranges.ActionMinimum.Length), tracer, policy, denoisingSteps, sampler);
        using ParameterStore parameters = acting.Parameters;
        var summary = new ExportSummary(
            recipe.Policy.ObservationHistory,
            ranges.ObservationMinimum.Length,
            acting.Sampler.ActionChunk,
            acting.Sampler.NoiseBlocks - 1,
            denoisingSteps ?? StepsOf(recipe.Policy));
        Trace(graph, tracer, acting.Sampler, ranges, summary);
        model.AddOutput(new OnnxValue(Action, [Batch, .. Axes(summary.ActionChunk)], "The action chunk, in the environment's own units."));
        Describe(model, recipe, summary, sampler);
        model.Save(path);
        return summary;
    }

    private static ActingPolicy SamplerOf(
        Recipe recipe, (int Observation, int Action) sizes, SamplerTracer tracer, PolicyFile policy, int? steps, ExportedSampler sampler)
    {
        var networks = new PolicyNetworks(recipe.Policy, sizes.Observation, sizes.Action);
        int own = StepsOf(recipe.Policy);
        if (sampler == ExportedSampler.Deterministic && networks.HasDeterministicChain)
        {
            ChainSampler chain = networks.Deterministic(new EulerSamplerOptions { DenoisingSteps = steps ?? own, Grid = recipe.Policy.Chain.Grid });
            return ActingPolicy.Make(tracer, chain.Network, chain, policy.CopyTo);
        }

        if (steps is { } asked && asked != own)
        {
            throw new RecipeException(
                $"The policy acts in {own} denoising {(own == 1 ? "step" : "steps")}, but {asked} were asked for. Only the deterministic sampler of flow and diffusion policies takes others.");
        }

        SampleMode mode = sampler == ExportedSampler.Exploration ? SampleMode.Stochastic : SampleMode.Deterministic;
        return ActingPolicy.Load(recipe, sizes, tracer, policy, mode);
    }

    private static int StepsOf(PolicyRecipe policy) => policy.Kind switch
    {
        PolicyKind.RectifiedFlow or PolicyKind.Shortcut => policy.Chain.DenoisingSteps,
        PolicyKind.Diffusion => policy.Diffusion.DenoisingSteps ?? policy.Diffusion.NoiseLevels,
        _ => 1,
    };

    private static void Trace(TraceGraph graph, SamplerTracer tracer, IActionSampler sampler, Normalization ranges, ExportSummary summary)
    {
        int rows = BatchAxis.Length;
        ActionChunkSpec chunk = summary.ActionChunk;
        TracedTensor observation = Input(
            graph, tracer, Observation, [rows, summary.ObservationHistory, summary.ObservationDimension], "Observations, oldest first, in the environment's own units.");
        Tensor noise = Input(graph, tracer, Noise, [rows, chunk.Horizon, chunk.ActionDimension], "Standard normal numbers: where the denoising chains start.")
            .Reshape([rows, 1, chunk.Horizon, chunk.ActionDimension]);
        if (summary.NoiseSteps > 0)
        {
            TracedTensor more = Input(
                graph, tracer, StepNoise, [rows, summary.NoiseSteps, chunk.Horizon, chunk.ActionDimension], "Standard normal numbers of every denoising step.");
            noise = tracer.Concatenate(1, noise, more);
        }

        Tensor actions = sampler.Sample(new Observation(Scaling.Normalize(tracer, observation, ranges)), noise);
        graph.Add("Identity", Action, [tracer.NameOf(Scaling.Denormalize(tracer, actions, ranges))]);
    }

    private static TracedTensor Input(TraceGraph graph, SamplerTracer tracer, string name, TensorShape shape, string description)
    {
        graph.AddInput(new OnnxValue(name, [Batch, .. shape.ToArray()[1..].Select(Text)], description));
        return tracer.Value(name, shape);
    }

    private static void Describe(OnnxModel model, Recipe recipe, ExportSummary summary, ExportedSampler sampler)
    {
        model.AddMetadata("reinflow.recipe", recipe.Name);
        model.AddMetadata("reinflow.environment", recipe.Environment.Name);
        model.AddMetadata("reinflow.policy", recipe.Policy.Kind.ToString());
        model.AddMetadata("reinflow.sampler", sampler.ToString());
        model.AddMetadata("reinflow.denoising_steps", Text(summary.DenoisingSteps));
        model.AddMetadata("reinflow.executed_steps", Text(summary.ActionChunk.ExecutedSteps));
        model.AddMetadata("reinflow.units", "observation and action in the environment's own units; noise standard normal");
    }

    private static IEnumerable<string> Axes(ActionChunkSpec chunk) => [Text(chunk.Horizon), Text(chunk.ActionDimension)];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
