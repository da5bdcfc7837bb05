using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ReinFlow.Recipes;

/// <summary>Says in words of recipes why a value does not fit, where the JSON reader speaks of types.</summary>
internal static class RecipeMistake
{
    /// <summary>Describes the value at a path.</summary>
    /// <param name="root">The recipe.</param>
    /// <param name="path">The path, such as <c>policy.noise.schedule</c>, with an index after lists.</param>
    /// <returns>One sentence, or <see langword="null"/> if there is nothing to say about it.</returns>
    public static string? Of(JsonObject root, string path)
    {
        (JsonNode? node, JsonTypeInfo? section, Type? type) = (root, RecipeJsonContext.Default.Recipe, null);
        foreach (string key in path.Split('.'))
        {
            string name = key.Split('[')[0];
            JsonPropertyInfo? property = section?.Properties.FirstOrDefault(candidate => candidate.Name == name);
            if (property is null || node is not JsonObject parent)
            {
                return null;
            }

            (node, type, section) = (parent[name], property.PropertyType, RecipeReader.SectionOf(property));
        }

        return type is null ? null : Describe(node?.ToJsonString().Trim('"') ?? "null", Nullable.GetUnderlyingType(type) ?? type, section is not null);
    }

    private static string? Describe(string value, Type type, bool isSection) => type switch
    {
        { IsEnum: true } => $"'{value}' is none of {string.Join(", ", Enum.GetNames(type))}.",
        { IsArray: true } => $"{value} is not a list of numbers such as [64, 64].",
        _ when isSection => $"{value} is not a section.",
        _ when type == typeof(bool) => $"'{value}' is neither true nor false.",
        _ when type == typeof(int) || type == typeof(long) || type == typeof(ulong) => $"'{value}' is not a whole number that is small enough.",
        _ when type == typeof(float) || type == typeof(double) => $"'{value}' is not a number.",
        _ => null,
    };
}
