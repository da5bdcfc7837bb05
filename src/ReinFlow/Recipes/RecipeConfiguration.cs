using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Configuration;

namespace ReinFlow.Recipes;

/// <summary>Reads a recipe from a section of an application's configuration, whatever files and variables it comes from.</summary>
internal static class RecipeConfiguration
{
    private const string Bases = "basedOn";

    /// <summary>Reads a recipe. Keys are those of a recipe file, in any case, as configurations have it.</summary>
    /// <param name="configuration">The section.</param>
    /// <param name="origin">Where it comes from, for messages.</param>
    /// <exception cref="RecipeException">A key is unknown, a value does not fit, or the section is empty.</exception>
    public static Recipe Read(IConfiguration configuration, string origin)
    {
        JsonObject root = Section(configuration, RecipeJsonContext.Default.Recipe, isRoot: true);
        return root.Count > 0
            ? RecipeReader.Read(root, origin, [])
            : throw new RecipeException($"{origin} is empty or missing. Give it at least the recipe on which it is based: \"BasedOn\": \"avoiding-reinflow\".");
    }

    private static JsonObject Section(IConfiguration configuration, JsonTypeInfo type, bool isRoot = false)
    {
        JsonObject section = [];
        foreach (IConfigurationSection child in configuration.GetChildren())
        {
            if (isRoot && child.Key.Equals(Bases, StringComparison.OrdinalIgnoreCase))
            {
                section[Bases] = child.Value is { } name ? name : new JsonArray([.. child.GetChildren().Select(item => JsonValue.Create(item.Value))]);
                continue;
            }

            // What is unknown goes on under its own name: the reader refuses it, and says what comes nearest.
            JsonPropertyInfo? property = type.Properties.FirstOrDefault(candidate => candidate.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            section[property?.Name ?? child.Key] = property is null ? child.Value : Value(child, property);
        }

        return section;
    }

    private static JsonNode? Value(IConfigurationSection child, JsonPropertyInfo property)
    {
        if (RecipeReader.SectionOf(property) is { } type && child.Value is null)
        {
            return child.GetChildren().Any() ? Section(child, type) : null;
        }

        if (property.PropertyType.IsArray && string.IsNullOrEmpty(child.Value))
        {
            return new JsonArray([.. child.GetChildren().Select(item => item.Value is { } text ? RecipeReader.Value(text) : null)]);
        }

        return child.Value is not { } value ? null : property.PropertyType == typeof(string) ? JsonValue.Create(value) : RecipeReader.Value(value);
    }
}
