using Microsoft.Extensions.Logging;
using ReinFlow.Algorithms;
using ReinFlow.Environments;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Tensors;

namespace ReinFlow.Runs;

/// <summary>Makes off-policy runs of recipes.</summary>
internal static class OffPolicyRuns
{
    /// <summary>Makes a run.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="environments">The environments.</param>
    /// <param name="start">The saved run to start from, the offline data, and the ranges of both.</param>
    /// <param name="files">What keeps checkpoints, and where the batch of an update that diverges is written, or <see langword="null"/>.</param>
    /// <param name="logger">Receives one entry per iteration, or <see langword="null"/>.</param>
    /// <returns>The run.</returns>
    /// <exception cref="RecipeException">The recipe's parts do not fit together.</exception>
    public static OffPolicyRun Create(
        Recipe recipe,
        CpuEngine engine,
        VectorEnvironmentFactory environments,
        (PolicyFile? File, OfflineData? Data, Normalization? Ranges) start,
        (IFineTuningCheckpoints? Checkpoints, string? DumpDirectory) files,
        ILogger? logger)
    {
        var networks = new PolicyNetworks(recipe, environments.Spec);
        var parts = new OffPolicyParts(Algorithm(recipe, networks), environments)
        {
            Normalization = start.Ranges,
            OfflineData = start.Data?.Transitions,
            Replay = recipe.Replay,
            Checkpoints = files.Checkpoints,
            DumpDirectory = files.DumpDirectory,
        };
        OffPolicyRun run;
        try
        {
            run = new OffPolicyRun(engine, parts, recipe.OffPolicy()!, logger);
        }
        catch (ArgumentException exception)
        {
            throw new RecipeException($"The recipe cannot be used: {exception.Message}", exception);
        }

        if (start.File is { } file)
        {
            Continue(run, file);
        }

        return run;
    }

    private static Func<TensorEngine, RandomSource, IOffPolicyAlgorithm> Algorithm(Recipe recipe, PolicyNetworks networks) =>
        recipe.OffPolicy() switch
        {
            SoftActorCriticOptions options =>
                (engine, random) => new SoftActorCritic(engine, new SoftActorCriticParts(networks.Squashed(), networks.Critics(options)), options, random),
            FqlOptions options => (engine, random) => new FqlAlgorithm(engine, Distilled(networks, options), options, random),
            _ => throw new RecipeException($"The recipe '{recipe.Name}' has no off-policy algorithm."),
        };

    private static FqlParts Distilled(PolicyNetworks networks, FqlOptions options)
    {
        OneStepFlow flow = networks.OneStep();
        return new FqlParts(flow.Flow.Network, flow.Imitation, flow.Teacher, flow.Policy, networks.Critics(options));
    }

    private static void Continue(OffPolicyRun run, PolicyFile file)
    {
        try
        {
            foreach (LearnedPart part in run.Algorithm.Parts)
            {
                file.CopyLearned(part.Parameters, part.Name);
            }
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }
}
