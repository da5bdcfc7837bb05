using System.Text.Json.Nodes;
using ReinFlow.Recipes;

namespace ReinFlow.Tests.Recipes;

/// <summary>Lists the values in which two recipes differ, as <c>section.key</c>.</summary>
internal static class RecipeDifferences
{
    public static IEnumerable<string> Between(Recipe one, Recipe other) => Between(Tree(one), Tree(other), string.Empty);

    private static JsonObject Tree(Recipe recipe) => (JsonObject)JsonNode.Parse(RecipeReader.Write(recipe))!;

    private static IEnumerable<string> Between(JsonObject one, JsonObject other, string prefix) => one.SelectMany(pair =>
        pair.Value is JsonObject section && other[pair.Key] is JsonObject counterpart ? Between(section, counterpart, $"{prefix}{pair.Key}.")
        : JsonNode.DeepEquals(pair.Value, other[pair.Key]) ? []
        : [prefix + pair.Key]);
}
