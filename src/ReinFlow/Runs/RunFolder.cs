using System.Globalization;
using ReinFlow.Algorithms;
using ReinFlow.Recipes;

namespace ReinFlow.Runs;

/// <summary>The folder in which a run keeps everything: recipe, progress, log, checkpoints.</summary>
public sealed class RunFolder
{
    /// <summary>The name of the recipe in a run folder and in a checkpoint.</summary>
    public const string RecipeName = "recipe.json";

    /// <summary>The name of the file with one line per iteration or epoch.</summary>
    public const string ProgressName = "progress.csv";

    /// <summary>The name of the log.</summary>
    public const string LogName = "log.txt";

    private readonly string? _createdAbove;

    private RunFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        _createdAbove = FirstMissingAbove(Path);
    }

    /// <summary>Gets the path.</summary>
    public string Path { get; }

    /// <summary>Gets the folder of the checkpoints.</summary>
    public string Checkpoints => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>Gets the file with one line per iteration or epoch.</summary>
    public string Progress => System.IO.Path.Combine(Path, ProgressName);

    /// <summary>Gets the log.</summary>
    public string Log => System.IO.Path.Combine(Path, LogName);

    /// <summary>Creates a new folder and writes the recipe into it.</summary>
    /// <param name="path">The path, which must not exist; <see langword="null"/> makes <c>runs/RECIPE-KIND</c>, numbered if it is taken.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="kind">What the run does, for its name.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="IOException">The path exists.</exception>
    public static RunFolder Create(string? path, Recipe recipe, string kind)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        string chosen = path ?? FreeName(System.IO.Path.Combine("runs", $"{recipe.Name}-{kind}"));
        if (Directory.Exists(chosen) || File.Exists(chosen))
        {
            throw new IOException($"The run folder '{chosen}' exists. Choose another one with --output ('collect': --run).");
        }

        var folder = new RunFolder(chosen);
        Directory.CreateDirectory(folder.Path);
        CheckpointDirectory.Text(RecipeName, RecipeReader.Write(recipe)).Write(System.IO.Path.Combine(folder.Path, RecipeName));
        return folder;
    }

    /// <summary>Removes the folder of a run that never started, so that the next attempt finds its name free.</summary>
    public void Discard()
    {
        Directory.Delete(Path, recursive: true);

        // The folders that were made around it go too, unless somebody else has used them meanwhile.
        string? above = _createdAbove is null ? null : System.IO.Path.GetDirectoryName(Path);
        while (above is not null && above.Length >= _createdAbove!.Length && !Directory.EnumerateFileSystemEntries(above).Any())
        {
            Directory.Delete(above);
            above = System.IO.Path.GetDirectoryName(above);
        }
    }

    /// <summary>Finds the outermost of the folders around a path that are not there yet.</summary>
    private static string? FirstMissingAbove(string path)
    {
        string? missing = null;
        for (string? above = System.IO.Path.GetDirectoryName(path); above is not null && !Directory.Exists(above); above = System.IO.Path.GetDirectoryName(above))
        {
            missing = above;
        }

        return missing;
    }

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
