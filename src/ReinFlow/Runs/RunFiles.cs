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
        return recipe is null || RecipeReader.Write(recipe) == RecipeReader.Write(folder.ReadRecipe()) ? folder : throw new InvalidOperationException(
            $"Run '{Run}' would go on in '{Folder}', which holds a run with other options: compare its {RunFolder.RecipeName}. " +
            "Set the options to what they were, or name another folder.");
    }

    /// <summary>Creates the folder of a run that begins.</summary>
    /// <param name="recipe">What the run is.</param>
    /// <param name="start">The policy that it starts from, or <see langword="null"/>.</param>
    /// <exception cref="IOException">The folder exists.</exception>
    public RunFolder Create(Recipe recipe, PolicyFile? start) => !Directory.Exists(Folder)
        ? RunFolder.Create(Folder, recipe, new RunOrigin("finetune", RunOrigin.FullPath(start?.Path)))
        : throw new IOException($"Run '{Run}': the folder '{Folder}' exists. Name another one, or go on with the run in it: KeepRun(folder, resume: true).");
}
