using ReinFlow.Recipes;

namespace ReinFlow.Runs;

/// <summary>Where a run composed by services keeps its files; registered under the name of the run.</summary>
/// <param name="Run">The name of the run.</param>
/// <param name="Folder">The folder.</param>
/// <param name="Resume">Whether a run that is there goes on.</param>
internal sealed record RunFiles(string Run, string Folder, bool Resume)
{
    /// <summary>Gets whether there is a run that goes on.</summary>
    public bool GoesOn => Resume && Directory.Exists(Folder);

    /// <summary>Opens the run that goes on.</summary>
    /// <param name="recipe">What the run is now, or <see langword="null"/> if nothing describes it.</param>
    /// <exception cref="InvalidOperationException">It is a run of another recipe.</exception>
    public RunFolder Open(Recipe? recipe)
    {
        var folder = RunFolder.Open(Folder);
        if (recipe is not null)
        {
            (string now, string then) = Difference(RecipeReader.Write(recipe), RecipeReader.Write(folder.ReadRecipe()));
            if (now != then)
            {
                throw new InvalidOperationException(
                    $"Run '{Run}' would go on in '{Folder}', which holds a run with other options: its {RunFolder.RecipeName} says {then} where the " +
                    $"run now has {now}. Set the options to what they were, or name another folder.");
            }
        }

        return folder;
    }

    /// <summary>Finds the first lines in which two recipes differ; where they do not, both are empty.</summary>
    private static (string Now, string Then) Difference(string now, string then) => now
        .Split('\n')
        .Zip(then.Split('\n'))
        .Select(lines => (lines.First.Trim(' ', ','), lines.Second.Trim(' ', ',')))
        .FirstOrDefault(lines => lines.Item1 != lines.Item2, (string.Empty, string.Empty));

    /// <summary>Creates the folder of a run that begins.</summary>
    /// <param name="recipe">What the run is.</param>
    /// <param name="start">The policy that it starts from, or <see langword="null"/>.</param>
    /// <exception cref="IOException">The folder exists.</exception>
    public RunFolder Create(Recipe recipe, PolicyFile? start) => !Directory.Exists(Folder)
        ? RunFolder.Create(Folder, recipe, new RunOrigin("finetune", RunOrigin.FullPath(start?.Path)))
        : throw new IOException($"Run '{Run}': the folder '{Folder}' exists. Name another one, or go on with the run in it: KeepRun(folder, resume: true).");
}
