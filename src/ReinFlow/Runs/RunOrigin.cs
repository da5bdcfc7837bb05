namespace ReinFlow.Runs;

/// <summary>How a run was begun, beside its recipe: what it takes to begin it again if it was killed before its first checkpoint.</summary>
/// <param name="Command">What the run does, such as <c>finetune</c>.</param>
/// <param name="From">The policy that it started from, as a full path, or <see langword="null"/>.</param>
/// <param name="Teacher">The policy that it learns from, as a full path, or <see langword="null"/>.</param>
/// <param name="TeacherRecipe">The recipe of a teacher that does not describe its own network, or <see langword="null"/>.</param>
public sealed record RunOrigin(string Command, string? From = null, string? Teacher = null, string? TeacherRecipe = null)
{
    /// <summary>Makes a path independent of the working folder; the name of a recipe stays as it is.</summary>
    /// <param name="pathOrName">A path, a name, or <see langword="null"/>.</param>
    /// <returns>The full path of what exists, otherwise the same.</returns>
    public static string? FullPath(string? pathOrName) => Path.Exists(pathOrName) ? Path.GetFullPath(pathOrName) : pathOrName;
}
