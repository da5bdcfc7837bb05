using System.IO.Enumeration;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReinFlow.Runs;

namespace ReinFlow.Reports;

/// <summary>What a run folder says about its run, whether that has ended or not.</summary>
public sealed class RunRecord
{
    private const string EpochColumn = "epoch";

    private RunRecord(string folder, RunDescription description, ProgressTable progress)
    {
        (Folder, Description, Progress) = (folder, description, progress);
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        Kind = progress.Columns.Contains(EpochColumn) ? RunKind.Pretraining : RunKind.FineTuning;
        Seed = description.Seed(Kind);
        Planned = description.Planned(Kind);
        SuccessCriterion = CriterionOf(folder);
    }

    /// <summary>Gets the path of the folder.</summary>
    public string Folder { get; }

    /// <summary>Gets the name of the folder.</summary>
    public string Name { get; }

    /// <summary>Gets what the run did.</summary>
    public RunKind Kind { get; }

    /// <summary>Gets the name of the recipe.</summary>
    public string Recipe => Description.Recipe;

    /// <summary>Gets the name of the environment.</summary>
    public string Environment => Description.Environment;

    /// <summary>Gets the seed, or <see langword="null"/> if the folder does not say.</summary>
    public ulong? Seed { get; }

    /// <summary>Gets the number of iterations or epochs that the recipe asks for, or <see langword="null"/> where it counts otherwise.</summary>
    public int? Planned { get; }

    /// <summary>Gets when an episode was a success, or <see langword="null"/> if the folder does not say.</summary>
    public string? SuccessCriterion { get; }

    /// <summary>Gets the numbers of every iteration or epoch.</summary>
    public ProgressTable Progress { get; }

    internal RunDescription Description { get; }

    /// <summary>Reads a run folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The run.</returns>
    /// <exception cref="IOException">The folder is not there, or is no run.</exception>
    public static RunRecord Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        RequireRun(folder);
        string full = Path.GetFullPath(folder);
        string progress = Path.Combine(full, RunFolder.ProgressName);
        string recipe = Path.Combine(full, RunFolder.RecipeName);
        return new RunRecord(
            full,
            RunDescription.Parse(File.Exists(recipe) ? File.ReadAllText(recipe) : null),
            File.Exists(progress) ? ProgressTable.Read(progress) : ProgressTable.Empty);
    }

    /// <summary>Reads run folders; a folder that holds runs at any depth, such as <c>runs</c>, stands for all of them.</summary>
    /// <param name="folders">The folders.</param>
    /// <returns>The runs, each once.</returns>
    /// <exception cref="IOException">A folder is not there, or neither is a run nor holds one.</exception>
    public static IReadOnlyList<RunRecord> LoadAll(IEnumerable<string> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        return [.. folders.SelectMany(Expand).Select(Path.GetFullPath).Distinct().Select(Load)];
    }

    private static IEnumerable<string> Expand(string folder)
    {
        string[] inside = Directory.Exists(folder) && !IsRun(folder) ? [.. FoldersIn(folder).Where(IsRun).Order(StringComparer.Ordinal)] : [];
        return inside.Length > 0 ? inside : [folder];
    }

    /// <summary>Lists all folders below one; a link is listed, but may lead back and is not followed.</summary>
    private static FileSystemEnumerable<string> FoldersIn(string folder) => new(
        folder, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(), new EnumerationOptions { RecurseSubdirectories = true })
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => entry.IsDirectory,
        ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
    };

    private static bool IsRun(string folder) =>
        File.Exists(Path.Combine(folder, RunFolder.ProgressName))
        || (File.Exists(Path.Combine(folder, RunFolder.LogName)) && File.Exists(Path.Combine(folder, RunFolder.RecipeName)));

    private static void RequireRun(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new IOException(File.Exists(folder)
                ? $"'{folder}' is a file. Name the folder of a run, as 'pretrain' and 'finetune' make it."
                : $"There is no folder '{folder}'. Name the folder of a run, such as runs/avoiding-reinflow-finetune.");
        }

        if (!IsRun(folder))
        {
            throw new IOException(
                $"The folder '{folder}' is no run: it has no {RunFolder.ProgressName}. Name a folder that 'pretrain', 'finetune' or 'collect RECIPE' made, or one that holds such folders.");
        }
    }

    /// <summary>Finds the criterion in the state of a checkpoint.</summary>
    private static string? CriterionOf(string folder)
    {
        foreach (string name in new[] { "last", "best" })
        {
            string state = Path.Combine(folder, "checkpoints", name, "state.json");
            try
            {
                if (File.Exists(state) && Find(JsonNode.Parse(File.ReadAllText(state)), "successCriterion") is { } criterion)
                {
                    return criterion;
                }
            }
            catch (Exception exception) when (exception is IOException or JsonException)
            {
                // A checkpoint that is being replaced, or written by another version: the report does without.
            }
        }

        return null;
    }

    private static string? Find(JsonNode? node, string key) => node is not JsonObject inner
        ? null
        : inner[key] is JsonValue value ? value.ToString() : inner.Select(child => Find(child.Value, key)).FirstOrDefault(found => found is not null);
}
