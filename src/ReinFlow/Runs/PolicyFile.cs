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
    private static readonly string[] FlowPrefixes = [PolicyNames.Averaged, PolicyNames.Tuned, PolicyNames.Imitated];

    /// <summary>Where the frozen network of a diffusion policy may stand; without one, imitation's takes its place.</summary>
    private static readonly string[] FrozenPrefixes = [PolicyNames.Frozen, .. FlowPrefixes];

    private PolicyFile(string path, string sha256, PolicyContent content) => (Path, Sha256, Content) = (path, sha256, content);

    /// <summary>Gets the path that was read.</summary>
    public string Path { get; }

    /// <summary>Gets the SHA-256 of the file as it was read, in hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>Gets the recipe that the policy was trained with, or <see langword="null"/> if the file does not say.</summary>
    public Recipe? Recipe => Content.Recipe;

    /// <summary>Gets the ranges of the demonstrations, or <see langword="null"/> if the file does not hold them.</summary>
    public Normalization? Normalization => Content.Normalization;

    /// <summary>Gets what was read.</summary>
    internal PolicyContent Content { get; }

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
        return new PolicyFile(file, Hash(file), PolicyContent.Read(file));
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
        store, string.Empty, [PolicyNames.Actor], "fine-tuned actor, so there is no noise to inject. Let it act without: 'collect' does with --deterministic, 'evaluate' without --stochastic");

    /// <summary>Copies what an off-policy algorithm learned under a name, such as <c>actor</c>, into a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="part">The name of the part.</param>
    /// <exception cref="RecipeException">The file holds no such part, or one of other sizes.</exception>
    public void CopyLearned(ParameterStore store, string part) => Copy(store, string.Empty, [part + "."], $"'{part}' of an off-policy algorithm");

    /// <summary>Copies a one-step policy, <c>actor.*</c>, into a store.</summary>
    /// <param name="store">The store.</param>
    /// <exception cref="RecipeException">The file holds no such policy, or one of other sizes.</exception>
    public void CopyOneStep(ParameterStore store) => Copy(store, string.Empty, ["policy."], "one-step policy");

    /// <summary>Gets this policy with the ranges of a file.</summary>
    /// <param name="path">Path of a <c>normalization.npz</c>.</param>
    /// <returns>The policy with these ranges, whether or not it had others.</returns>
    /// <exception cref="FileFormatException">The file is damaged.</exception>
    public PolicyFile WithNormalization(string path) => new(Path, Sha256, Content with { Normalization = NormalizationFile.Load(path) });

    /// <summary>Completes a file that does not hold the ranges of its demonstrations with those of the file that a recipe names.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <returns>This policy with ranges, or as it is if it has its own or the recipe names none.</returns>
    /// <exception cref="FileFormatException">The file that the recipe names is damaged.</exception>
    public PolicyFile WithNormalizationOf(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return Normalization is null && recipe.Demonstrations.Normalization is { } path ? WithNormalization(path) : this;
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

    private void Copy(ParameterStore store, string prefix, string[] candidates, string what)
    {
        ArgumentNullException.ThrowIfNull(store);
        string[] wanted = [.. store.Entries.Select(entry => entry.Name).Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        string source = candidates.FirstOrDefault(candidate => Content.Tensors.Keys.Any(name => name.StartsWith(candidate, StringComparison.Ordinal)))
            ?? throw new RecipeException($"{Path} holds no {what}. 'reinflow inspect' lists what it holds.");
        Dictionary<string, NamedValues> own = store.Export(store.Values).ToDictionary(values => values.Name, StringComparer.Ordinal);
        try
        {
            store.Import(store.Values, name => wanted.Contains(name) ? Content.Tensors.GetValueOrDefault(source + name[prefix.Length..]) : own[name]);
        }
        catch (ArgumentException exception)
        {
            throw new RecipeException($"{Path} does not fit the recipe: {exception.Message.Split(" (Parameter")[0]}", exception);
        }
    }
}
