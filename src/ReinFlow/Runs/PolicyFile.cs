using System.Security.Cryptography;
using ReinFlow.Algorithms;
using ReinFlow.Demonstrations;
using ReinFlow.Environments;
using ReinFlow.Formats;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Tensors;

namespace ReinFlow.Runs;

/// <summary>A saved policy: a checkpoint of a run, a safetensors file, or an official PyTorch checkpoint.</summary>
public sealed class PolicyFile : IPolicyStart
{
    /// <summary>What stands before the names of the frozen network in a store.</summary>
    private const string Frozen = "base.";

    /// <summary>Where the network of a flow or diffusion policy may stand in a file, the one that acts first.</summary>
    private static readonly string[] FlowPrefixes =
        ["ema.network.", "policy.network.", "actor_ft.policy.", "model.actor_ft.policy.", "model.actor_ft.", "model.network.", "network."];

    /// <summary>Where the frozen network of a diffusion policy may stand; without one, imitation's takes its place.</summary>
    private static readonly string[] FrozenPrefixes = ["actor_ft." + Frozen, "model.actor.", .. FlowPrefixes];

    private static readonly string[] StateDictionaries = ["ema", "policy", "model"];

    private static readonly string[] ActorPrefixes = ["actor_ft.", "model.actor_ft."];

    private readonly Dictionary<string, NamedValues> _tensors;

    private PolicyFile(
        string path, string sha256, Dictionary<string, NamedValues> tensors, Recipe? recipe, Normalization? normalization)
    {
        (Path, Sha256) = (path, sha256);
        _tensors = tensors;
        Recipe = recipe;
        Normalization = normalization;
    }

    /// <summary>Gets the path that was read.</summary>
    public string Path { get; }

    /// <summary>Gets the SHA-256 of the file as it was read, in hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>Gets the recipe that the policy was trained with, or <see langword="null"/> if the file does not say.</summary>
    public Recipe? Recipe { get; }

    /// <summary>Gets the ranges of the demonstrations, or <see langword="null"/> if the file does not hold them.</summary>
    public Normalization? Normalization { get; }

    /// <summary>Finds the file with the tensors behind a path: the file itself, a checkpoint's, or that of a run's last checkpoint.</summary>
    /// <param name="path">A file, a checkpoint folder, or a run folder.</param>
    /// <returns>The path of the file.</returns>
    /// <exception cref="FileNotFoundException">There is nothing to read.</exception>
    public static string FileOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (File.Exists(path))
        {
            return path;
        }

        string? checkpoint = CheckpointDirectory.Resolve(path) ?? CheckpointDirectory.Resolve(System.IO.Path.Combine(path, "checkpoints", "last"));
        return checkpoint is not null
            ? System.IO.Path.Combine(checkpoint, CheckpointDirectory.Parameters)
            : throw new FileNotFoundException(
                $"There is no file, checkpoint or run '{path}'. Give a run folder, one of its checkpoints (RUN/checkpoints/best), or a .pt or .safetensors file.");
    }

    /// <summary>Reads a saved policy.</summary>
    /// <param name="path">A file, a checkpoint folder, or a run folder (its last checkpoint).</param>
    /// <returns>The policy's tensors and what else the file knows.</returns>
    /// <exception cref="FileFormatException">The file is damaged or holds something else.</exception>
    public static PolicyFile Load(string path)
    {
        string file = FileOf(path);
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!;
        bool isCheckpoint = System.IO.Path.GetFileName(file) == CheckpointDirectory.Parameters;
        string recipe = System.IO.Path.Combine(folder, RunFolder.RecipeName);
        string normalization = System.IO.Path.Combine(folder, NormalizationFile.Name);
        return new PolicyFile(
            file,
            Hash(file),
            Read(file),
            isCheckpoint && File.Exists(recipe) ? RecipeReader.Read(File.ReadAllText(recipe), recipe) : null,
            isCheckpoint && File.Exists(normalization) ? NormalizationFile.Load(normalization) : null);
    }

    /// <summary>Copies the flow network into a store: the averaged one of imitation, or the fine-tuned one.</summary>
    /// <param name="store">The store.</param>
    /// <param name="prefix">What stands before the names of the flow network in the store; other parameters keep their values.</param>
    /// <exception cref="RecipeException">The file holds no flow network, or one of other sizes.</exception>
    public void CopyFlow(ParameterStore store, string prefix) => Copy(store, prefix, FlowPrefixes, "flow network");

    /// <inheritdoc/>
    /// <exception cref="RecipeException">The file holds no flow network, or one of other sizes.</exception>
    public void CopyTo(ParameterStore parameters)
    {
        CopyFlow(parameters, "policy.");
        if (parameters.Entries.Any(entry => entry.Name.StartsWith(Frozen, StringComparison.Ordinal)))
        {
            Copy(parameters, Frozen, FrozenPrefixes, "flow network");
        }
    }

    /// <summary>Copies the fine-tuned actor, its noise net included, into a store.</summary>
    /// <param name="store">The store.</param>
    /// <exception cref="RecipeException">The file holds no such actor, or one of other sizes.</exception>
    public void CopyActor(ParameterStore store) => Copy(
        store, string.Empty, ActorPrefixes, "fine-tuned actor, so there is no noise to inject. Let it act without: 'collect' does with --deterministic, 'evaluate' without --stochastic");

    /// <summary>Copies what an off-policy algorithm learned under a name, such as <c>actor</c>, into a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="part">The name of the part.</param>
    /// <exception cref="RecipeException">The file holds no such part, or one of other sizes.</exception>
    public void CopyLearned(ParameterStore store, string part) => Copy(store, string.Empty, [part + "."], $"'{part}' of an off-policy algorithm");

    /// <summary>Copies a one-step policy, <c>actor.*</c>, into a store.</summary>
    /// <param name="store">The store.</param>
    /// <exception cref="RecipeException">The file holds no such policy, or one of other sizes.</exception>
    public void CopyOneStep(ParameterStore store) => Copy(store, string.Empty, ["policy.", "model."], "one-step policy");

    /// <summary>Completes a file that does not hold the ranges of its demonstrations with those of the file that a recipe names.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <returns>This policy with ranges, or as it is if it has its own or the recipe names none.</returns>
    /// <exception cref="FileFormatException">The file that the recipe names is damaged.</exception>
    public PolicyFile WithNormalizationOf(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return Normalization is null && recipe.Demonstrations.Normalization is { } path
            ? new PolicyFile(Path, Sha256, _tensors, Recipe, NormalizationFile.Load(path))
            : this;
    }

    /// <summary>Gets the recipe to use with the policy: the one that is named, or the one that the policy came with.</summary>
    /// <param name="nameOrPath">The name of a recipe or the path of its file, or <see langword="null"/>.</param>
    /// <param name="overrides">Values to set, such as <c>algorithm.discount=0.999</c>.</param>
    /// <returns>The recipe, the caller's own.</returns>
    /// <exception cref="RecipeException">None is named and the policy came with none, or a value cannot be set.</exception>
    public Recipe RecipeOr(string? nameOrPath, params IReadOnlyList<string> overrides)
    {
        if (nameOrPath is not null)
        {
            return RecipeCatalog.Load(nameOrPath, overrides);
        }

        Recipe recipe = Recipe ?? throw new RecipeException(
            $"{Path} does not describe its own network. Name the recipe that does: --recipe RECIPE ('collect': its argument).");
        return RecipeReader.Read(RecipeReader.Write(recipe), $"the recipe of {Path}", overrides);
    }

    private static string Hash(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return System.Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static Dictionary<string, NamedValues> Read(string file)
    {
        TensorFileKind kind = TensorFile.Detect(file);
        switch (kind)
        {
            case TensorFileKind.Safetensors:
                using (var reader = SafetensorsReader.Open(file))
                {
                    return reader.Entries.ToDictionary(entry => entry.Name, entry => Convert(entry.Name, reader.Read(entry.Name)), StringComparer.Ordinal);
                }

            case TensorFileKind.PyTorch:
                PyTorchCheckpoint checkpoint = PyTorchCheckpoint.Load(file);
                return StateDictionaries
                    .Where(checkpoint.HasStateDict)
                    .SelectMany(key => checkpoint.StateDict(key).Select(entry => Convert($"{key}.{entry.Key}", entry.Value)))
                    .ToDictionary(values => values.Name, StringComparer.Ordinal);
            default:
                throw new FileFormatException(file, $"a {kind} archive", "a policy", "Give a checkpoint folder, a .safetensors or a .pt file.");
        }
    }

    private static NamedValues Convert(string name, TensorData data) => new(name, TensorShape.Create(data.Shape.AsSpan()), data.ToSingles());

    private void Copy(ParameterStore store, string prefix, string[] candidates, string what)
    {
        ArgumentNullException.ThrowIfNull(store);
        string[] wanted = [.. store.Entries.Select(entry => entry.Name).Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        string source = candidates.FirstOrDefault(candidate => _tensors.Keys.Any(name => name.StartsWith(candidate, StringComparison.Ordinal)))
            ?? throw new RecipeException($"{Path} holds no {what}. 'reinflow inspect' lists what it holds.");
        Dictionary<string, NamedValues> own = store.Export(store.Values).ToDictionary(values => values.Name, StringComparer.Ordinal);
        try
        {
            store.Import(store.Values, name => wanted.Contains(name) ? _tensors.GetValueOrDefault(source + name[prefix.Length..]) : own[name]);
        }
        catch (ArgumentException exception)
        {
            throw new RecipeException($"{Path} does not fit the recipe: {exception.Message.Split(" (Parameter")[0]}", exception);
        }
    }
}
