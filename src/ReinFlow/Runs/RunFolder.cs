using System.Globalization;
using System.Text.Json;
using ReinFlow.Algorithms;
using ReinFlow.Formats;
using ReinFlow.Recipes;

namespace ReinFlow.Runs;

/// <summary>The folder in which a run keeps everything: recipe, progress, log, checkpoints.</summary>
public sealed class RunFolder
{
    /// <summary>The name of the recipe in a run folder and in a checkpoint.</summary>
    public const string RecipeName = "recipe.json";

    private const string OriginName = "origin.json";

    private RunFolder(string path) => Path = System.IO.Path.GetFullPath(path);

    /// <summary>Gets the path.</summary>
    public string Path { get; }

    /// <summary>Gets the folder of the checkpoints.</summary>
    public string Checkpoints => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>Gets the file with one line per iteration or epoch.</summary>
    public string Progress => System.IO.Path.Combine(Path, "progress.csv");

    /// <summary>Gets the log.</summary>
    public string Log => System.IO.Path.Combine(Path, "log.txt");

    /// <summary>Creates a new folder and writes the recipe into it.</summary>
    /// <param name="path">The path, which must not exist; <see langword="null"/> makes <c>runs/RECIPE-KIND</c>, numbered if it is taken.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="command">What the run does, for its name.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="IOException">The path exists.</exception>
    public static RunFolder Create(string? path, Recipe recipe, string command) => Create(path, recipe, new RunOrigin(command));

    /// <summary>Creates a new folder and writes the recipe into it, with what the run starts from.</summary>
    /// <param name="path">The path, which must not exist; <see langword="null"/> makes <c>runs/RECIPE-COMMAND</c>, numbered if it is taken.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="origin">How the run begins.</param>
    /// <returns>The folder; it appears with both files or not at all.</returns>
    /// <exception cref="IOException">The path exists.</exception>
    public static RunFolder Create(string? path, Recipe recipe, RunOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(origin);
        string chosen = path ?? FreeName(System.IO.Path.Combine("runs", $"{recipe.Name}-{origin.Command}"));
        if (Directory.Exists(chosen) || File.Exists(chosen))
        {
            throw new IOException($"The run folder '{chosen}' exists. Choose another one with --output ('collect': --run).");
        }

        var folder = new RunFolder(chosen);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(folder.Path)!);
        CheckpointDirectory.Create(
            folder.Path,
            CheckpointDirectory.Text(RecipeName, RecipeReader.Write(recipe)),
            CheckpointDirectory.Text(OriginName, JsonSerializer.Serialize(origin, ManifestJsonContext.Default.RunOrigin)));
        return folder;
    }

    /// <summary>Opens the folder of a run that was begun before.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="FileNotFoundException">There is no run.</exception>
    public static RunFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.Exists(System.IO.Path.Combine(path, RecipeName)) && !File.Exists(System.IO.Path.Combine(path, CheckpointDirectory.Parameters))
            ? new RunFolder(path)
            : throw new FileNotFoundException(
                $"There is no run in '{path}': it would hold {RecipeName} and the folder 'checkpoints'. Give the folder of a run, such as one under 'runs'.");
    }

    /// <summary>Reads the recipe of the run.</summary>
    /// <returns>The recipe.</returns>
    /// <exception cref="RecipeException">The recipe is damaged.</exception>
    public Recipe ReadRecipe()
    {
        string path = System.IO.Path.Combine(Path, RecipeName);
        return RecipeReader.Read(File.ReadAllText(path), path);
    }

    /// <summary>Reads how the run was begun.</summary>
    /// <returns>How it was begun, or <see langword="null"/> if an earlier version began it and did not say.</returns>
    /// <exception cref="FileFormatException">The file is damaged.</exception>
    public RunOrigin? ReadOrigin()
    {
        string path = System.IO.Path.Combine(Path, OriginName);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ManifestJsonContext.Default.RunOrigin) : null;
        }
        catch (JsonException exception)
        {
            throw new FileFormatException(path, exception.Message, "how the run was begun, as JSON", "Begin the run again.", exception);
        }
    }

    /// <summary>Opens the checkpoint from which the run goes on.</summary>
    /// <returns>The checkpoint, or <see langword="null"/> if the run was stopped before it had one.</returns>
    /// <exception cref="FileFormatException">The checkpoint is damaged or of a newer format.</exception>
    public CheckpointReader? OpenLast() => LastCheckpoint is { } last ? CheckpointReader.Open(last) : null;

    /// <summary>Gets the folder of the checkpoint from which the run goes on, or <see langword="null"/> if there is none yet.</summary>
    public string? LastCheckpoint => CheckpointDirectory.Resolve(System.IO.Path.Combine(Checkpoints, "last"));

    /// <summary>Removes the folder of a run that never started, so that the next attempt finds its name free.</summary>
    public void Discard() => Directory.Delete(Path, recursive: true);

    private static string FreeName(string start)
    {
        string name = start;
        for (int number = 2; Directory.Exists(name); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{start}-{number}");
        }

        return name;
    }
}
