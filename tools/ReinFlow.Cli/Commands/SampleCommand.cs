using System.CommandLine;
using ReinFlow.Formats;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Cli.Commands;

/// <summary><c>reinflow sample</c>: the deterministic sampler on given inputs.</summary>
internal static class SampleCommand
{
    private const string UniformGrid = "k/K";
    private const string InclusiveGrid = "inclusive";
    private const string ClipEvery = "every";
    private const string ClipLast = "last";

    public static Command Create(TextWriter output)
    {
        Option<string> from = File("--from", "The policy: a run, a checkpoint folder, or a .safetensors or .pt file.", "file");
        var recipeName = new Option<string?>("--recipe")
        {
            Description = "The recipe of a file that does not describe its own network.",
            HelpName = "recipe",
        };
        Option<string> observations = File("--observations", "The npz with the normalised observations 'state' [N, To, Do].", "obs.npz");
        Option<string> noise = File("--noise", "The npz with the initial noise 'x0' [N, Ta, Da].", "noise.npz");
        Option<int> steps = WholeNumber.Option("--steps", 1, 1000, null, "The number of denoising steps; 1 for a Gaussian policy.");
        Option<string?> grid = Choice("--grid", "The flow times of a flow policy. Default: those of the recipe.", UniformGrid, InclusiveGrid);
        Option<string?> clip = Choice("--clip", "The steps of a flow policy that end within the bounds of the actions. Default: every.", ClipEvery, ClipLast);
        Option<string> result = File("--out", "Receives 'chain' [N, K + 1, Ta, Da] and 'action' [N, Ta, Da].", "out.npz");
        var command = new Command("sample", "Runs the deterministic sampler on given observations and noise: Euler for flows, DDIM for diffusion, the mean of a Gaussian.")
        {
            from, recipeName, observations, noise, steps, grid, clip, result,
        };
        command.SetAction(parsed =>
        {
            PolicyFile policy = PolicyFile.Load(parsed.GetRequiredValue(from));
            Recipe recipe = policy.RecipeOr(parsed.GetValue(recipeName));
            RequireFlow(recipe, parsed, grid, clip);
            SampleInputs inputs = SampleInputs.Read(parsed.GetRequiredValue(observations), parsed.GetRequiredValue(noise), recipe, policy);
            var options = new EulerSamplerOptions
            {
                DenoisingSteps = parsed.GetRequiredValue(steps),
                Grid = parsed.GetValue(grid) switch
                {
                    UniformGrid => FlowTimeGrid.Uniform,
                    InclusiveGrid => FlowTimeGrid.Inclusive,
                    _ => recipe.Policy.Chain.Grid,
                },
                ClipEveryStep = parsed.GetValue(clip) != ClipLast,
            };
            string path = parsed.GetRequiredValue(result);
            Write(path, inputs, Sample(recipe, policy, inputs, options), options.DenoisingSteps);
            output.WriteLine($"{path}: {inputs.Rows} action chunks of {options.DenoisingSteps} denoising steps.");
        });
        return command;
    }

    private static float[] Sample(Recipe recipe, PolicyFile policy, SampleInputs inputs, EulerSamplerOptions options)
    {
        using var engine = new CpuEngine();
        try
        {
            using var run = new SamplingRun(recipe.Policy, engine, policy, inputs.ObservationDimension, inputs.ActionDimension, options);
            return run.SampleChain(inputs.States, inputs.Noise);
        }
        catch (RecipeException exception)
        {
            throw new RecipeException($"{exception.Message} The inputs are {inputs.Description}.", exception);
        }
    }

    private static void RequireFlow(Recipe recipe, ParseResult parsed, params Option<string?>[] options)
    {
        if (recipe.Policy.Kind is not (PolicyKind.RectifiedFlow or PolicyKind.Shortcut)
            && options.FirstOrDefault(option => parsed.GetValue(option) is not null) is { } option)
        {
            throw new RecipeException($"{option.Name} is for flow policies, but policy.kind is {recipe.Policy.Kind}. Leave it out.");
        }
    }

    private static void Write(string path, SampleInputs inputs, float[] chain, int steps)
    {
        int size = inputs.Horizon * inputs.ActionDimension;
        float[] actions = new float[inputs.Rows * size];
        for (int row = 0; row < inputs.Rows; row++)
        {
            chain.AsSpan(((row * (steps + 1)) + steps) * size, size).CopyTo(actions.AsSpan(row * size));
        }

        using var writer = NpzWriter.Create(path);
        writer.Add("chain", [inputs.Rows, steps + 1, inputs.Horizon, inputs.ActionDimension], chain);
        writer.Add("action", [inputs.Rows, inputs.Horizon, inputs.ActionDimension], actions);
        writer.Complete();
    }

    private static Option<string> File(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName, Required = true };

    private static Option<string?> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
