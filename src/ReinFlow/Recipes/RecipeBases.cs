using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReinFlow.Recipes;

/// <summary>Completes a recipe by the ones on which it is based.</summary>
internal static class RecipeBases
{
    private const string Key = "basedOn";

    /// <summary>Removes the names of the bases from a recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="origin">Where it comes from, for messages.</param>
    /// <returns>The names, none if it stands alone.</returns>
    public static IReadOnlyList<string> Take(JsonObject recipe, string origin)
    {
        if (!recipe.Remove(Key, out JsonNode? node))
        {
            return [];
        }

        string[] names = node?.GetValueKind() == JsonValueKind.String ? [node.GetValue<string>()]
            : node is JsonArray list && list.All(name => name?.GetValueKind() == JsonValueKind.String)
            ? [.. list.Select(name => name!.GetValue<string>())]
            : throw new RecipeException($"The value of '{Key}' in {origin} does not fit: write the name of a recipe, or a list of several, such as [\"hopper-medium-reinflow\"].");
        foreach (string name in names.Where(name => !RecipeCatalog.Bases.Contains(name, StringComparer.Ordinal)))
        {
            throw new RecipeException(
                $"{origin} is based on '{name}', which is no recipe of the package. Did you mean '{NearestName.Of(name, RecipeCatalog.Bases)}'?");
        }

        return names;
    }

    /// <summary>Puts a recipe on top of its bases.</summary>
    /// <param name="bases">The names of recipes of the package; a later one goes before an earlier one.</param>
    /// <param name="recipe">What goes before all of them.</param>
    /// <returns>The recipe with all that its bases say.</returns>
    public static JsonObject Merge(IReadOnlyList<string> bases, JsonObject recipe)
    {
        JsonObject merged = [];
        foreach (string name in bases)
        {
            Put(merged, Load(name));
        }

        Put(merged, recipe);
        return merged;
    }

    private static JsonObject Load(string name)
    {
        string origin = $"the recipe '{name}'";
        JsonObject recipe = RecipeReader.Parse(RecipeCatalog.ReadText(name), origin);
        return Merge(Take(recipe, origin), recipe);
    }

    private static void Put(JsonObject target, JsonObject source)
    {
        foreach ((string key, JsonNode? value) in source)
        {
            if (value is JsonObject section && target[key] is JsonObject existing)
            {
                Put(existing, section);
            }
            else
            {
                target[key] = value?.DeepClone();
            }
        }
    }
}
