using System.Reflection;

namespace ReinFlow.Recipes;

/// <summary>The recipes that come with the package, and those in files of the user's own.</summary>
public static class RecipeCatalog
{
    private const string Extension = ".json";

    /// <summary>The folder of what is no recipe on its own, but a part of several.</summary>
    private const string Parts = "parts/";

    /// <summary>Gets the names of the recipes that come with the package.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Resources().Where(name => !name.StartsWith(Parts, StringComparison.Ordinal))];

    /// <summary>Gets the names on which a recipe may be based: recipes, and parts of several.</summary>
    public static IReadOnlyList<string> Bases { get; } = [.. Resources()];

    /// <summary>Loads a recipe by name, or from a file.</summary>
    /// <param name="nameOrPath">A name of <see cref="Names"/>, or the path of a file.</param>
    /// <param name="overrides">Values to set, each as <c>section.key=value</c>.</param>
    /// <returns>The recipe.</returns>
    /// <exception cref="RecipeException">There is no such recipe, or it cannot be used.</exception>
    public static Recipe Load(string nameOrPath, params IReadOnlyList<string> overrides)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrPath);
        if (Names.Contains(nameOrPath, StringComparer.Ordinal))
        {
            return RecipeReader.Read(ReadText(nameOrPath), $"the recipe '{nameOrPath}'", overrides);
        }

        if (File.Exists(nameOrPath))
        {
            return RecipeReader.Read(File.ReadAllText(nameOrPath), nameOrPath, overrides);
        }

        throw new RecipeException(
            $"There is no recipe and no file '{nameOrPath}'. Did you mean '{NearestName.Of(nameOrPath, Names)}'? 'reinflow recipes' lists all.");
    }

    /// <summary>Gets the text of a recipe that comes with the package.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The JSON text.</returns>
    public static string ReadText(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name + Extension)
            ?? throw new RecipeException($"There is no recipe '{name}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static IEnumerable<string> Resources() => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.EndsWith(Extension, StringComparison.Ordinal))
        .Select(name => name[..^Extension.Length])
        .Order(StringComparer.Ordinal);
}
