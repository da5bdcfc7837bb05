using ReinFlow.Environments;
using ReinFlow.Recipes;

namespace ReinFlow.Cli;

/// <summary>Records the episodes of an evaluation and draws them.</summary>
internal sealed class EpisodeFilm
{
    /// <summary>With more, rods and lines hide one another.</summary>
    public const int MostEpisodes = 24;

    private readonly List<RecordingEnvironment> _recorders = [];
    private readonly int _environments;

    private EpisodeFilm(string path, int environments) => (Path, _environments) = (System.IO.Path.GetFullPath(path), environments);

    /// <summary>Gets the file.</summary>
    public string Path { get; }

    /// <summary>Prepares a film, or refuses before anything is played.</summary>
    /// <param name="recipe">The task.</param>
    /// <param name="path">The file that <see cref="Save"/> writes.</param>
    /// <exception cref="RecipeException">The task cannot be drawn.</exception>
    /// <exception cref="IOException">The file is no SVG, or cannot be written.</exception>
    public static EpisodeFilm Of(Recipe recipe, string path)
    {
        if (recipe.Environment.Name != nameof(Avoiding))
        {
            throw new RecipeException(
                $"--record draws {nameof(Avoiding)}, but the task is {recipe.Environment.Name}. Leave --record out; 'collect' records observations and actions of every task.");
        }

        if (!path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
        {
            throw new RecipeException($"--record writes an animated SVG, but '{path}' does not end in .svg. Write {path}.svg.");
        }

        var film = new EpisodeFilm(path, recipe.Environment.Count);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(film.Path)!);
        return film;
    }

    /// <summary>Records an environment.</summary>
    public RecordingEnvironment Record(IEnvironment environment)
    {
        _recorders.Add(new RecordingEnvironment(environment));
        return _recorders[^1];
    }

    /// <summary>Draws the first ones of the episodes that were counted.</summary>
    /// <param name="episodes">The number of episodes that were counted.</param>
    public void Save(int episodes)
    {
        // Others were made, and disposed, to see what the environment is like; the last ones have played.
        IReadOnlyList<AvoidingTrajectory>[] played = [.. _recorders.TakeLast(_environments).Select(recorder => AvoidingTrajectory.From(recorder.TakeRecording()))];
        List<AvoidingTrajectory> shown = [];
        for (int round = 0; shown.Count < Math.Min(episodes, MostEpisodes) && played.Any(own => own.Count > round); round++)
        {
            shown.AddRange(played.Where(own => own.Count > round).Select(own => own[round]));
        }

        var panel = new AvoidingPanel($"{AvoidingAnimation.StepsPerSecond} steps per second", [.. shown.Take(Math.Min(episodes, MostEpisodes))]);
        File.WriteAllText(Path, AvoidingAnimation.Draw(nameof(Avoiding), panel));
    }
}
