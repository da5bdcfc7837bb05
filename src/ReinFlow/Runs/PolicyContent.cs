using ReinFlow.Algorithms;
using ReinFlow.Demonstrations;
using ReinFlow.Environments;
using ReinFlow.Formats;
using ReinFlow.Recipes;
using ReinFlow.Tensors;

namespace ReinFlow.Runs;

/// <summary>What a file holds of a policy: tensors under our names, and what describes them if the file says.</summary>
/// <param name="Tensors">The tensors.</param>
/// <param name="Recipe">The recipe, or null.</param>
/// <param name="Normalization">The ranges of observations and actions, or null.</param>
/// <param name="Count">The completed epochs or iterations, or null.</param>
internal sealed record PolicyContent(Dictionary<string, NamedValues> Tensors, Recipe? Recipe, Normalization? Normalization, long? Count)
{
    /// <summary>The key under which a PyTorch file holds the texts of <see cref="Texts"/>.</summary>
    public const string Key = "reinflow";

    private const string RecipeText = "reinflow.recipe";
    private const string NormalizationText = "reinflow.normalization";
    private const string CountText = "reinflow.count";

    private static readonly string[] StateDictionaries = ["ema", "policy", "model"];

    /// <summary>Gets the sizes of observations and actions, where a file beside the tensors tells them.</summary>
    public PolicySizes? Sizes { get; init; }

    /// <summary>Gets what describes the tensors, as texts for the header of a file.</summary>
    public IEnumerable<KeyValuePair<string, string>> Texts
    {
        get
        {
            if (Recipe is not null)
            {
                yield return KeyValuePair.Create(RecipeText, RecipeReader.Write(Recipe));
            }

            if (Normalization is not null)
            {
                yield return KeyValuePair.Create(NormalizationText, Runs.NormalizationText.Write(Normalization));
            }

            if (Count is { } count)
            {
                yield return KeyValuePair.Create(CountText, FormattableString.Invariant($"{count}"));
            }
        }
    }

    /// <summary>Reads a file; beside the parameters of a checkpoint, also its recipe and ranges.</summary>
    /// <exception cref="FileFormatException">The file is damaged or holds something else.</exception>
    public static PolicyContent Read(string file)
    {
        CheckpointSums? sums = Path.GetFileName(file) == CheckpointDirectory.Parameters ? CheckpointSums.Read(FolderOf(file)) : null;
        sums?.Verified(CheckpointDirectory.Parameters);
        PolicyContent content = TensorFile.Detect(file) switch
        {
            TensorFileKind.Safetensors => ReadSafetensors(file),
            TensorFileKind.PyTorch => ReadPyTorch(file),
            TensorFileKind kind => throw new FileFormatException(
                file, $"a {kind} archive", "a policy", "Give a checkpoint folder, a .safetensors or a .pt file."),
        };
        return sums is null ? content : content.WithFilesBeside(FolderOf(file), sums);
    }

    private static PolicyContent ReadSafetensors(string file)
    {
        using SafetensorsReader reader = SafetensorsReader.Open(file);
        return Describe(
            file,
            PolicyNames.ToOwn(reader.Entries.Select(entry => Convert(entry.Name, reader.Read(entry.Name)))),
            key => reader.Metadata.GetValueOrDefault(key));
    }

    private static PolicyContent ReadPyTorch(string file)
    {
        PyTorchCheckpoint checkpoint = PyTorchCheckpoint.Load(file);
        var texts = checkpoint.Root.GetValueOrDefault(Key) as IReadOnlyDictionary<object, object?>;
        PolicyContent content = Describe(
            file,
            PolicyNames.ToOwn(StateDictionaries
                .Where(checkpoint.HasStateDict)
                .SelectMany(key => checkpoint.StateDict(key).Select(entry => Convert($"{key}.{entry.Key}", entry.Value)))),
            key => texts?.GetValueOrDefault(key) as string);
        return content with { Count = (checkpoint.Root.GetValueOrDefault("itr") ?? checkpoint.Root.GetValueOrDefault("epoch")) as long? };
    }

    private static PolicyContent Describe(string file, Dictionary<string, NamedValues> tensors, Func<string, string?> find) => new(
        tensors,
        find(RecipeText) is { } recipe ? RecipeReader.Read(recipe, $"the recipe in {file}") : null,
        find(NormalizationText) is { } ranges ? Runs.NormalizationText.Read(ranges, file) : null,
        long.TryParse(find(CountText), out long count) ? count : null);

    private static NamedValues Convert(string name, TensorData data) => new(name, TensorShape.Create(data.Shape.AsSpan()), data.ToSingles());

    private static string FolderOf(string file) => Path.GetDirectoryName(Path.GetFullPath(file))!;

    private PolicyContent WithFilesBeside(string folder, CheckpointSums sums)
    {
        string recipe = sums.Verified(RunFolder.RecipeName);
        string ranges = sums.Verified(NormalizationFile.Name);
        return this with
        {
            Recipe = File.Exists(recipe) ? RecipeReader.Read(File.ReadAllText(recipe), recipe) : Recipe,
            Normalization = File.Exists(ranges) ? NormalizationFile.Load(ranges) : Normalization,
            Count = CountOf(folder) ?? Count,
            Sizes = PolicySizes.Read(sums.Verified(PolicySizes.FileName)),
        };
    }

    private static long? CountOf(string folder)
    {
        if (!File.Exists(Path.Combine(folder, CheckpointDirectory.State)) || !File.Exists(Path.Combine(folder, CheckpointDirectory.Optimizer)))
        {
            return null;
        }

        CheckpointReader checkpoint = CheckpointReader.Open(folder);
        return checkpoint.Pretraining?.Epoch ?? checkpoint.FineTuning?.Iteration;
    }
}
