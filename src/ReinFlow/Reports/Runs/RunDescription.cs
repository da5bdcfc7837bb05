using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReinFlow.Reports;

/// <summary>What a report takes from the recipe of a run, also from one that another version wrote.</summary>
internal sealed class RunDescription
{
    private const string Unknown = "unknown";

    /// <summary>The sections of algorithms, those first that take the place of the later ones.</summary>
    private static readonly string[] Algorithms = ["fql", "rlpd", "sac", "dppo", "algorithm"];

    /// <summary>What says nothing about how a run learns.</summary>
    private static readonly string[] Incidental = ["summary", "source", "environment.muJoCoLibrary", "demonstrations.path", "demonstrations.normalization"];

    private readonly JsonObject _recipe;

    private RunDescription(JsonObject recipe)
    {
        _recipe = recipe;
        Recipe = Text(recipe["name"]) ?? Unknown;
        Environment = Text((recipe["environment"] as JsonObject)?["name"]) ?? Unknown;
        Settings = Flatten(recipe, string.Empty)
            .Where(setting => !Incidental.Contains(setting.Key) && !setting.Key.EndsWith("seed", StringComparison.Ordinal))
            .ToDictionary();
    }

    public string Recipe { get; }

    public string Environment { get; }

    /// <summary>Gets every value by its key, such as <c>algorithm.discount</c>, but for seeds and paths.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    public static RunDescription Parse(string? json)
    {
        try
        {
            return new RunDescription(json is null ? [] : JsonNode.Parse(json) as JsonObject ?? []);
        }
        catch (JsonException)
        {
            return new RunDescription([]);
        }
    }

    public ulong? Seed(RunKind kind) => ulong.TryParse(Text(Section(kind)?["seed"]), CultureInfo.InvariantCulture, out ulong seed) ? seed : null;

    public int? Planned(RunKind kind) =>
        int.TryParse(Text(Section(kind)?[kind == RunKind.Pretraining ? "epochs" : "iterations"]), CultureInfo.InvariantCulture, out int count) ? count : null;

    /// <summary>Tells whether two runs differ in their seeds only.</summary>
    public bool IsSame(RunDescription other) => Recipe == other.Recipe && Different(other).Length == 0;

    /// <summary>Gets the keys whose values differ.</summary>
    public string[] Different(RunDescription other) =>
    [
        .. Settings.Keys.Union(other.Settings.Keys)
            .Where(key => Settings.GetValueOrDefault(key) != other.Settings.GetValueOrDefault(key)),
    ];

    private JsonObject? Section(RunKind kind) => kind == RunKind.Pretraining
        ? _recipe["pretraining"] as JsonObject
        : Algorithms.Select(name => _recipe[name]).OfType<JsonObject>().FirstOrDefault();

    private static string? Text(JsonNode? node) => node is JsonValue value ? value.ToString() : null;

    private static IEnumerable<KeyValuePair<string, string>> Flatten(JsonObject section, string prefix) => section.SelectMany(entry =>
        entry.Value is JsonObject inner
            ? Flatten(inner, $"{prefix}{entry.Key}.")
            : [new(prefix + entry.Key, entry.Value?.ToJsonString() ?? "null")]);
}
