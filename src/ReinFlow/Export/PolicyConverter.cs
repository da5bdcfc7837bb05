using ReinFlow.Algorithms;
using ReinFlow.Demonstrations;
using ReinFlow.Environments;
using ReinFlow.Formats;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Export;

/// <summary>Writes saved policies in the formats that others, or we, read back.</summary>
/// <remarks>
/// Networks are converted, critics and noise nets included; the moments of optimisers and the schedules of learning rates are not: a
/// training goes on from its own checkpoint only. For ONNX see <see cref="OnnxExport"/>.
/// </remarks>
public static class PolicyConverter
{
    /// <summary>Finds the format that a path asks for: <c>.safetensors</c>, <c>.pt</c>, <c>.pth</c> and <c>.onnx</c>, or a folder without extension.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The format.</returns>
    /// <exception cref="NotSupportedException">The extension is of no known format.</exception>
    public static PolicyFormat FormatOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string extension = Path.GetExtension(Path.TrimEndingDirectorySeparator(path));
        return Path.EndsInDirectorySeparator(path) ? PolicyFormat.Checkpoint : extension.ToUpperInvariant() switch
        {
            ".SAFETENSORS" => PolicyFormat.Safetensors,
            ".PT" or ".PTH" => PolicyFormat.PyTorch,
            ".ONNX" => PolicyFormat.Onnx,
            "" => PolicyFormat.Checkpoint,
            _ => throw new NotSupportedException(
                $"A policy cannot be written as '{extension}'. End the name with .safetensors, .pt or .onnx, or with / for a checkpoint folder."),
        };
    }

    /// <summary>Writes a checkpoint folder from which a policy can act, be evaluated and be fine-tuned.</summary>
    /// <param name="path">The folder; an existing checkpoint is replaced.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="recipe">The recipe that describes it.</param>
    /// <exception cref="RecipeException">The recipe describes another network.</exception>
    public static void SaveCheckpoint(string path, PolicyFile policy, Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        PolicyContent content = Describe(policy, recipe);
        List<CheckpointPart> parts =
        [
            new(CheckpointDirectory.Parameters, file => Writer(content with { Recipe = null, Normalization = null }).Save(file)),
            CheckpointDirectory.Text(RunFolder.RecipeName, RecipeReader.Write(recipe)),
        ];
        if (content.Normalization is { } ranges)
        {
            parts.Add(new CheckpointPart(NormalizationFile.Name, file => NormalizationFile.Save(file, ranges)));
        }

        CheckpointDirectory.Write(path, parts);
    }

    /// <summary>Writes one safetensors file.</summary>
    /// <param name="path">Path of the file. Its directory must exist; an existing file is replaced.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="recipe">The recipe that describes it, or <see langword="null"/> if it is not known.</param>
    /// <exception cref="RecipeException">The recipe describes another network.</exception>
    public static void SaveSafetensors(string path, PolicyFile policy, Recipe? recipe)
    {
        Writer(Describe(policy, recipe)).Save(path);
    }

    /// <summary>Writes a PyTorch checkpoint whose state dictionaries the official implementations load.</summary>
    /// <param name="path">Path of the file. Its directory must exist; an existing file is replaced.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="recipe">The recipe that describes it, or <see langword="null"/> if it is not known.</param>
    /// <exception cref="RecipeException">The recipe describes another network, or the official implementations know no such policy.</exception>
    public static void SavePyTorch(string path, PolicyFile policy, Recipe? recipe)
    {
        PolicyContent content = Describe(policy, recipe);
        Dictionary<object, object?> root = OfficialLayout.Of(content, policy.Path);
        var texts = content.Texts.ToDictionary(object (text) => text.Key, object? (text) => text.Value);
        if (texts.Count > 0)
        {
            root.Add(PolicyContent.Key, texts);
        }

        PyTorchWriter.Save(path, root);
    }

    private static PolicyContent Describe(PolicyFile policy, Recipe? recipe)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (recipe is not null && policy.Normalization is { } ranges)
        {
            RequireFit(policy, recipe, ranges);
        }

        return recipe is null ? policy.Content : policy.Content with { Recipe = recipe };
    }

    /// <summary>Fills the networks of the recipe, which fails if they are not those of the file.</summary>
    private static void RequireFit(PolicyFile policy, Recipe recipe, Normalization ranges)
    {
        using var engine = new CpuEngine(new CpuEngineOptions { Threads = 1 });
        (int Observation, int Action) sizes = (ranges.ObservationMinimum.Length, ranges.ActionMinimum.Length);
        ActingPolicy.Load(recipe, sizes, engine, policy, SampleMode.Deterministic).Parameters.Dispose();
    }

    private static SafetensorsWriter Writer(PolicyContent content)
    {
        var writer = new SafetensorsWriter();
        foreach (NamedValues tensor in content.Tensors.Values)
        {
            writer.Add(tensor.Name, tensor.Shape.ToArray(), tensor.Values);
        }

        foreach ((string key, string text) in content.Texts)
        {
            writer.AddMetadata(key, text);
        }

        return writer;
    }
}
