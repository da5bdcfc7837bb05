using System.CommandLine;
using ReinFlow.Export;
using ReinFlow.Recipes;
using ReinFlow.Runs;

namespace ReinFlow.Cli.Commands;

/// <summary><c>reinflow convert SOURCE TARGET</c>.</summary>
internal sealed class ConvertCommand
{
    private readonly Argument<string> _source = new("source") { Description = "The policy: a run, a checkpoint folder, or a .safetensors or .pt file." };

    private readonly Argument<string> _target = new("target")
    {
        Description = "What to write: a name that ends with .safetensors, .pt (official keys) or .onnx (whole sampler), or a checkpoint folder.",
    };

    private readonly Option<string?> _recipe = new("--recipe") { Description = "The recipe of a file that does not describe its own network.", HelpName = "recipe" };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Sets a value of the recipe, such as policy.horizon=4. May be repeated.",
        HelpName = "section.key=value",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _normalization = new("--normalization")
    {
        Description = "The normalization.npz of a file that does not hold the ranges of its observations and actions.",
        HelpName = "file",
    };

    private readonly Option<int?> _steps = WholeNumber.Optional("--steps", 1, 1000, "The denoising steps of an .onnx file. Default: those of the recipe.");

    private readonly Option<ExportedSampler> _sampler = new("--sampler")
    {
        Description = "The sampler of an .onnx file: Deterministic draws no noise but its start; Evaluation and Exploration may take noise for every step.",
        HelpName = "name",
        DefaultValueFactory = _ => ExportedSampler.Deterministic,
    };

    private readonly Option<bool> _force = new("--force") { Description = "Replaces a target that exists." };

    public static Command Create(TextWriter output)
    {
        var convert = new ConvertCommand();
        var command = new Command("convert", "Writes a saved policy in another format: checkpoint folder, safetensors, PyTorch or ONNX.")
        {
            convert._source, convert._target, convert._recipe, convert._set, convert._normalization, convert._steps, convert._sampler, convert._force,
        };
        command.SetAction(parsed => convert.Run(parsed, output));
        return command;
    }

    private void Run(ParseResult parsed, TextWriter output)
    {
        string target = parsed.GetRequiredValue(_target);
        PolicyFormat format = PolicyConverter.FormatOf(target);
        RequireOnnx(parsed, format, _steps.Name, parsed.GetValue(_steps) is not null);
        RequireOnnx(parsed, format, _sampler.Name, parsed.GetValue(_sampler) != ExportedSampler.Deterministic);
        RequireFree(target, format, parsed.GetValue(_force));
        PolicyFile policy = PolicyFile.Load(parsed.GetRequiredValue(_source));
        Recipe? recipe = RecipeOf(parsed, policy, format);
        policy = WithRanges(parsed, policy, recipe);
        switch (format)
        {
            case PolicyFormat.Onnx:
                output.WriteLine(Describe(target, OnnxExport.Save(target, recipe!, policy, parsed.GetValue(_steps), parsed.GetValue(_sampler))));
                return;
            case PolicyFormat.Checkpoint:
                PolicyConverter.SaveCheckpoint(target, policy, recipe!);
                break;
            case PolicyFormat.Safetensors:
                PolicyConverter.SaveSafetensors(target, policy, recipe);
                break;
            case PolicyFormat.PyTorch:
                PolicyConverter.SavePyTorch(target, policy, recipe);
                break;
        }

        output.WriteLine($"{target}: {format} of {policy.Path}.{Missing(policy, recipe)}");
    }

    private Recipe? RecipeOf(ParseResult parsed, PolicyFile policy, PolicyFormat format)
    {
        bool isNeeded = format is PolicyFormat.Onnx or PolicyFormat.Checkpoint;
        return isNeeded || policy.Recipe is not null || parsed.GetValue(_recipe) is not null
            ? policy.RecipeOr(parsed.GetValue(_recipe), parsed.GetValue(_set) ?? [])
            : null;
    }

    private PolicyFile WithRanges(ParseResult parsed, PolicyFile policy, Recipe? recipe)
    {
        string? path = parsed.GetValue(_normalization);
        PolicyFile complete = path is not null ? policy.WithNormalization(path)
            : recipe is not null ? policy.WithNormalizationOf(recipe)
            : policy;
        return complete.Normalization is not null || PolicyConverter.FormatOf(parsed.GetRequiredValue(_target)) != PolicyFormat.Onnx
            ? complete
            : throw new RecipeException(
                $"{policy.Path} does not hold the ranges of its observations and actions, which an .onnx file needs. Name them with --normalization FILE.");
    }

    private static void RequireOnnx(ParseResult parsed, PolicyFormat format, string option, bool isGiven)
    {
        if (isGiven && format != PolicyFormat.Onnx)
        {
            throw new RecipeException($"{option} is for .onnx files, but the target is a {format} file. Leave it out.");
        }
    }

    private static void RequireFree(string target, PolicyFormat format, bool force)
    {
        bool isFolder = Directory.Exists(target);
        if (isFolder && (format != PolicyFormat.Checkpoint || !File.Exists(Path.Combine(target, "parameters.safetensors"))))
        {
            throw new IOException($"'{target}' is a folder that is no checkpoint, and stays as it is. Choose another name.");
        }

        if (!force && (isFolder || File.Exists(target)))
        {
            throw new IOException($"'{target}' exists. Choose another name, or replace it with --force.");
        }

        if (Path.GetDirectoryName(Path.GetFullPath(Path.TrimEndingDirectorySeparator(target))) is { } parent && !Directory.Exists(parent))
        {
            throw new IOException($"There is no folder '{parent}' to write '{target}' into. Create it first.");
        }
    }

    private static string Missing(PolicyFile policy, Recipe? recipe) =>
        (recipe is null ? " It does not describe its network: name it with --recipe." : string.Empty) +
        (policy.Normalization is null ? " It does not hold the ranges of observations and actions: give them with --normalization." : string.Empty);

    private static string Describe(string target, ExportSummary summary)
    {
        string chunk = $"{summary.ActionChunk.Horizon}, {summary.ActionChunk.ActionDimension}";
        string more = summary.NoiseSteps > 0 ? $", step_noise [N, {summary.NoiseSteps}, {chunk}]" : string.Empty;
        string steps = summary.DenoisingSteps == 1 ? "1 denoising step" : $"{summary.DenoisingSteps} denoising steps";
        return $"{target}: observation [N, {summary.ObservationHistory}, {summary.ObservationDimension}], noise [N, {chunk}]{more} -> action [N, {chunk}], {steps}.";
    }
}
