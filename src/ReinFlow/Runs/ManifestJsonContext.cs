using System.Text.Json.Serialization;

namespace ReinFlow.Runs;

/// <summary>Writes manifests without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(DemonstrationManifest))]
internal sealed partial class ManifestJsonContext : JsonSerializerContext;
