using ReinFlow.Algorithms;
using ReinFlow.Demonstrations;
using ReinFlow.Environments;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Tensors;

namespace ReinFlow.Runs;

/// <summary>The offline data of a recipe, and the ranges in which they are normalised.</summary>
internal sealed class OfflineData : IPolicyStart
{
    private OfflineData(TransitionSet transitions, Normalization normalization) => (Transitions, Normalization) = (transitions, normalization);

    /// <summary>Gets the transitions.</summary>
    public TransitionSet Transitions { get; }

    /// <inheritdoc/>
    public Normalization Normalization { get; }

    /// <summary>Loads the file that a recipe names, or lets a scripted demonstrator record.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="spec">The task.</param>
    /// <returns>The data, or <see langword="null"/> if the recipe's algorithm does without.</returns>
    /// <exception cref="RecipeException">The data are of another task, missing, or would not be used.</exception>
    public static OfflineData? Load(Recipe recipe, EnvironmentSpec spec)
    {
        if (recipe.OffPolicy() is not { } algorithm)
        {
            return null;
        }

        if (algorithm.OfflineUpdates == 0 && !IsPartOfEveryBatch(recipe))
        {
            return recipe.Demonstrations.Path is not { } unused ? null : throw new RecipeException(
                $"'{unused}' would change nothing: SAC learns from demonstrations in its offline phase, but sac.offlineUpdates is 0. Set it, set " +
                "replay.composition=Balanced to mix them into every batch, or leave them out.");
        }

        var options = new TransitionOptions
        {
            ExecutedSteps = recipe.Policy.ExecutedSteps,
            ObservationHistory = recipe.Policy.ObservationHistory,
            MaximumEpisodes = recipe.Demonstrations.MaximumEpisodes,
        };
        OfflineData data = recipe.Demonstrations.Path is { } path
            ? new OfflineData(TransitionSet.Load(path, options), LoadedDemonstrations.LoadRanges(recipe.Demonstrations, path))
            : Record(recipe, options);
        string origin = recipe.Demonstrations.Path ?? "the scripted demonstrations";
        LoadedDemonstrations.CheckSizes((data.Transitions.ObservationDimension, data.Transitions.ActionDimension), data.Normalization, spec, origin);
        return data;
    }

    /// <summary>Refuses a policy that knows the data in other ranges.</summary>
    /// <param name="ranges">The ranges of the policy that the run starts from.</param>
    /// <exception cref="RecipeException">They differ.</exception>
    public void RequireRanges(Normalization? ranges)
    {
        if (ranges is null || !Teacher.IsSame(ranges, Normalization))
        {
            throw new RecipeException(
                "The policy that the run starts from was trained with other ranges of observations and actions than the offline data. " +
                "Give it the demonstrations that the policy was trained on.");
        }
    }

    /// <inheritdoc/>
    public void CopyTo(ParameterStore parameters)
    {
        // Data bring ranges, not parameters.
    }

    /// <remarks>
    /// RLPD is nothing without offline data, and FQL takes them where they are given; SAC only trains on them beforehand, unless it is told to
    /// mix them in.
    /// </remarks>
    private static bool IsPartOfEveryBatch(Recipe recipe)
    {
        bool isMixed = recipe.Replay.Composition is { } chosen ? chosen != BatchComposition.OfflinePhaseOnly : recipe.Sac is null;
        return recipe.Rlpd is not null || (isMixed && recipe.Demonstrations.Path is not null);
    }

    private static OfflineData Record(Recipe recipe, TransitionOptions options)
    {
        EpisodeRecording recording = LoadedDemonstrations.RecordScripted(recipe, new RandomSource(recipe.FineTuningSeed).Split("demonstrator"));
        Normalization ranges = DemonstrationSet.Ranges(recording.ToDemonstrations());
        return new OfflineData(TransitionSet.FromRecording(recording, ranges, options), ranges);
    }
}
