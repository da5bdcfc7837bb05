using ReinFlow.Demonstrations;
using ReinFlow.Environments;
using ReinFlow.Recipes;

namespace ReinFlow.Runs;

/// <summary>The demonstrations of a recipe, ready to be imitated.</summary>
/// <param name="Training">The windows to imitate.</param>
/// <param name="Validation">The windows kept for validation, or <see langword="null"/>.</param>
/// <param name="Normalization">The ranges that brought them to [−1, 1].</param>
public sealed record LoadedDemonstrations(DemonstrationSet Training, DemonstrationSet? Validation, Normalization Normalization)
{
    /// <summary>Loads the files that a recipe names, or lets a scripted demonstrator record.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="spec">The task that the demonstrations must fit.</param>
    /// <returns>The demonstrations.</returns>
    /// <exception cref="RecipeException">The recipe names no file and the task has no scripted demonstrator, or the sizes disagree.</exception>
    /// <exception cref="FileNotFoundException">A file that the recipe names does not exist.</exception>
    public static LoadedDemonstrations Load(Recipe recipe, EnvironmentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(spec);
        var random = new RandomSource(recipe.Pretraining.Seed);
        var options = new DemonstrationOptions
        {
            Horizon = recipe.Policy.Horizon,
            ObservationHistory = recipe.Policy.ObservationHistory,
            MaximumEpisodes = recipe.Demonstrations.MaximumEpisodes,
        };
        (DemonstrationSet set, Normalization normalization) = recipe.Demonstrations.Path is { } path
            ? Read(recipe.Demonstrations, path, options)
            : Record(recipe, options, random.Split("demonstrator"));
        CheckSizes((set.ObservationDimension, set.ActionDimension), normalization, spec, recipe.Demonstrations.Path ?? "the scripted demonstrations");
        if (recipe.Demonstrations.ValidationShare <= 0)
        {
            return new LoadedDemonstrations(set, null, normalization);
        }

        (DemonstrationSet training, DemonstrationSet validation) = set.Split(recipe.Demonstrations.ValidationShare, random.Split("validation"));
        return new LoadedDemonstrations(training, validation, normalization);
    }

    private static (DemonstrationSet Set, Normalization Normalization) Read(DemonstrationsRecipe recipe, string path, DemonstrationOptions options)
    {
        Normalization ranges = LoadRanges(recipe, path);
        return (DemonstrationSet.Load(path, options), ranges);
    }

    /// <summary>Loads the ranges of demonstrations.</summary>
    /// <exception cref="FileNotFoundException">The demonstrations or their ranges do not exist.</exception>
    internal static Normalization LoadRanges(DemonstrationsRecipe recipe, string path)
    {
        string ranges = recipe.Normalization ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, NormalizationFile.Name);
        Require(path, "demonstrations", "Give the path of a train.npz: --demonstrations PATH, or --set demonstrations.path=PATH.");
        Require(
            ranges, "ranges of the demonstrations", $"Put {NormalizationFile.Name} beside the demonstrations, or set demonstrations.normalization.");
        return NormalizationFile.Load(ranges);
    }

    /// <summary>Lets the scripted demonstrator of a task record.</summary>
    /// <exception cref="RecipeException">The task has none.</exception>
    internal static EpisodeRecording RecordScripted(Recipe recipe, RandomSource random)
    {
        if (recipe.Environment.Name != "Avoiding")
        {
            throw new RecipeException(
                $"The recipe '{recipe.Name}' needs demonstrations of {recipe.Environment.Name}. Set demonstrations.path to a train.npz: " +
                "--set demonstrations.path=PATH, or --demonstrations PATH where there is this option.");
        }

        var demonstrator = new AvoidingDemonstrator(new AvoidingDemonstratorOptions { Skill = recipe.Demonstrations.ScriptedSkill });
        return demonstrator.Record(recipe.Demonstrations.ScriptedEpisodes, random);
    }

    private static void Require(string path, string what, string cure)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There are no {what} '{path}'. {cure}", path);
        }
    }

    private static (DemonstrationSet Set, Normalization Normalization) Record(Recipe recipe, DemonstrationOptions options, RandomSource random)
    {
        IReadOnlyList<DemonstrationEpisode> episodes = RecordScripted(recipe, random).ToDemonstrations();
        Normalization ranges = DemonstrationSet.Ranges(episodes);
        return (DemonstrationSet.FromEpisodes(episodes, ranges, options), ranges);
    }

    /// <summary>Refuses demonstrations of another task.</summary>
    /// <exception cref="RecipeException">The sizes disagree.</exception>
    internal static void CheckSizes(
        (int ObservationDimension, int ActionDimension) set, Normalization normalization, EnvironmentSpec spec, string origin)
    {
        if (set.ObservationDimension != spec.ObservationDimension || set.ActionDimension != spec.ActionDimension)
        {
            throw new RecipeException(
                $"{origin} has {set.ObservationDimension} observation features and {set.ActionDimension} action components, but {spec.Name} has " +
                $"{spec.ObservationDimension} and {spec.ActionDimension}. Use demonstrations of this task, or the recipe of theirs.");
        }

        if (normalization.ObservationMinimum.Length != spec.ObservationDimension || normalization.ActionMinimum.Length != spec.ActionDimension)
        {
            throw new RecipeException(
                $"The normalisation of {origin} is for {normalization.ObservationMinimum.Length} observation features and " +
                $"{normalization.ActionMinimum.Length} action components, but {spec.Name} has {spec.ObservationDimension} and {spec.ActionDimension}. " +
                "Use the normalization.npz that was written with the demonstrations.");
        }
    }
}
