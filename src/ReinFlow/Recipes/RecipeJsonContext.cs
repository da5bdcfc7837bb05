using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReinFlow.Recipes;

/// <summary>How recipes are written as JSON, without reflection.</summary>
/// <remarks>
/// Sections are populated, not replaced: a file that sets one key of a section keeps the section's other defaults, which may differ
/// from those of its class.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    PreferredObjectCreationHandling = JsonObjectCreationHandling.Populate,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Recipe))]
internal sealed partial class RecipeJsonContext : JsonSerializerContext;
