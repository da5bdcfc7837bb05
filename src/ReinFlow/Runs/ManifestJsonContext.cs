using System.Text.Json.Serialization;

namespace ReinFlow.Runs;

/// <summary>Reads and writes what describes a run or a data set, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(DemonstrationManifest))]
[JsonSerializable(typeof(RunOrigin))]
[JsonSerializable(typeof(PolicySizes))]
internal sealed partial class ManifestJsonContext : JsonSerializerContext;
