using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ReinFlow.Recipes;

/// <summary>Reads recipes from JSON, with single values set from outside, and refuses what it does not know.</summary>
/// <remarks>
/// A text may name recipes of the package on which it is based, <c>"basedOn": ["hopper-medium-reinflow-official", "parts/cpu"]</c>. Then it
/// holds what differs from them; of several, a later one goes before an earlier one. Lists are replaced, sections are merged.
/// </remarks>
public static class RecipeReader
{
    /// <summary>Writes quotation marks and letters of all languages as they are: a recipe is a file for people, not part of a web page.</summary>
    private static readonly RecipeJsonContext Readable =
        new(new JsonSerializerOptions(RecipeJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static readonly JsonDocumentOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>Reads a recipe.</summary>
    /// <param name="json">The text.</param>
    /// <param name="origin">Where the text comes from, for messages.</param>
    /// <param name="overrides">Values to set, each as <c>section.key=value</c>, such as <c>algorithm.discount=0.999</c>.</param>
    /// <returns>The recipe, checked.</returns>
    /// <exception cref="RecipeException">A key is unknown, or a value does not fit.</exception>
    public static Recipe Read(string json, string origin, params IReadOnlyList<string> overrides)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(overrides);
        return Read(Parse(json, origin), origin, overrides);
    }

    /// <summary>Writes a recipe with every value, so that a run can be repeated from the file alone.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <returns>The text.</returns>
    public static string Write(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return JsonSerializer.Serialize(recipe, Readable.Recipe) + "\n";
    }

    internal static Recipe Read(JsonObject root, string origin, IReadOnlyList<string> overrides)
    {
        IReadOnlyList<string> bases = RecipeBases.Take(root, origin);
        CheckKeys(root, RecipeJsonContext.Default.Recipe, string.Empty, origin);
        root = RecipeBases.Merge(bases, root);
        foreach (string assignment in overrides)
        {
            Set(root, assignment);
        }

        CriticDefaults.Complete(root);
        Recipe recipe;
        try
        {
            recipe = root.Deserialize(RecipeJsonContext.Default.Recipe)!;
        }
        catch (JsonException exception)
        {
            string path = exception.Path?.TrimStart('$', '.') ?? "the recipe";
            string mistake = RecipeMistake.Of(root, path) ?? FirstLine(exception.Message);
            throw new RecipeException($"The value of '{path}' in {origin} does not fit: {mistake}", exception);
        }

        RecipeValidation.CheckOverrides(recipe, origin, overrides);
        RecipeValidation.Check(recipe, origin);
        return recipe;
    }

    internal static JsonObject Parse(string json, string origin)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: Lenient) as JsonObject
                ?? throw new RecipeException($"{origin} is not a recipe: a JSON object is expected.");
        }
        catch (JsonException exception)
        {
            throw new RecipeException($"{origin} is not valid JSON: {FirstLine(exception.Message)}", exception);
        }
    }

    private static void CheckKeys(JsonObject node, JsonTypeInfo type, string prefix, string origin)
    {
        foreach ((string key, JsonNode? value) in node)
        {
            JsonPropertyInfo property = Find(type, key, prefix, origin);
            if (value is JsonObject inner && SectionOf(property) is { } section)
            {
                CheckKeys(inner, section, $"{prefix}{key}.", origin);
            }
        }
    }

    private static void Set(JsonObject root, string assignment)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new RecipeException($"'{assignment}' sets nothing. Write section.key=value, such as algorithm.discount=0.999.");
        }

        string[] keys = assignment[..equals].Trim().Split('.');
        string text = assignment[(equals + 1)..].Trim();
        JsonObject node = root;
        JsonTypeInfo type = RecipeJsonContext.Default.Recipe;
        for (int i = 0; i < keys.Length; i++)
        {
            string prefix = string.Concat(keys[..i].Select(key => key + "."));
            JsonPropertyInfo property = Find(type, keys[i], prefix, "the recipe");
            JsonTypeInfo? section = SectionOf(property);
            if (i == keys.Length - 1)
            {
                node[property.Name] = section is not null && text != "null"
                    ? throw new RecipeException($"'{prefix}{keys[i]}' is a section. Set one of its keys: {Names(section)}.")
                    : Value(text);
                return;
            }

            if (section is null)
            {
                throw new RecipeException($"'{prefix}{keys[i]}' is a value and has no key '{keys[i + 1]}'.");
            }

            if (node[property.Name] is not JsonObject inner)
            {
                node[property.Name] = inner = [];
            }

            (node, type) = (inner, section);
        }
    }

    internal static JsonNode? Value(string text)
    {
        if (text == "null")
        {
            return null;
        }

        if (bool.TryParse(text, out bool truth))
        {
            return JsonValue.Create(truth);
        }

        if (text.StartsWith('['))
        {
            try
            {
                return JsonNode.Parse(text);
            }
            catch (JsonException exception)
            {
                throw new RecipeException($"'{text}' is not a list. Write [64, 64].", exception);
            }
        }

        // A whole number stays one, so that it fits properties of either kind.
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? JsonValue.Create(whole)
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }

    private static JsonPropertyInfo Find(JsonTypeInfo type, string key, string prefix, string origin) =>
        type.Properties.FirstOrDefault(property => string.Equals(property.Name, key, StringComparison.Ordinal))
        ?? throw new RecipeException(
            $"{origin} has the unknown key '{prefix}{key}'. Did you mean '{prefix}{NearestName.Of(key, type.Properties.Select(property => property.Name))}'?");

    internal static JsonTypeInfo? SectionOf(JsonPropertyInfo property)
    {
        JsonTypeInfo? type = RecipeJsonContext.Default.GetTypeInfo(property.PropertyType);
        return type?.Kind == JsonTypeInfoKind.Object ? type : null;
    }

    private static string Names(JsonTypeInfo type) => string.Join(", ", type.Properties.Select(property => property.Name));

    private static string FirstLine(string message) => message.Split('\n')[0].Split(" Path:")[0].TrimEnd('.', ' ') + ".";
}
