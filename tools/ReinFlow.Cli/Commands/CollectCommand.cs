using System.CommandLine;
using ReinFlow.Algorithms;
using ReinFlow.Cli.Display;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Cli.Commands;

/// <summary><c>reinflow collect [RECIPE] [--from POLICY] --output FOLDER</c>.</summary>
internal static class CollectCommand
{
    public static Command Create(TextWriter output)
    {
        var recipeName = new Argument<string?>("recipe")
        {
            Description = "Without --from: the recipe that is trained from scratch first. With it: the recipe, if not the one that the policy came with.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var from = new Option<string?>("--from")
        {
            Description = "The policy that demonstrates: a run (its last checkpoint), a checkpoint folder, or a .safetensors or .pt file.",
            HelpName = "checkpoint",
        };
        var target = new Option<string>("--output")
        {
            Description = "The folder of the data set, which must not exist.",
            HelpName = "folder",
            Required = true,
        };
        var run = new Option<string?>("--run")
        {
            Description = "The folder of the training from scratch, which must not exist. Default: runs/RECIPE-collect.",
            HelpName = "folder",
        };
        Option<int> episodes = WholeNumber.Option("--episodes", 1, 10_000_000, 500, "The number of episodes.");
        var deterministic = new Option<bool>("--deterministic") { Description = "Acts without the injected noise of the policy." };
        var options = new RecipeOptions();
        var command = new Command("collect", "Records demonstrations of a policy as a data set, after training it from scratch if there is none.")
        {
            recipeName, from, target, run, episodes, deterministic,
        };
        options.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(from) is null && result.GetValue(recipeName) is null)
            {
                result.AddError("Give the policy that demonstrates, --from CHECKPOINT, or a recipe to train from scratch, such as hopper-gaussian-scratch.");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(from) is not null && result.GetValue(run) is not null)
            {
                result.AddError("--run is the folder of a training from scratch, but with --from there is none. Leave one of them out.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string folder = parsed.GetRequiredValue(target);
            RecordedDemonstrations.RequireNew(folder);
            using CpuEngine engine = options.CreateEngine(parsed);
            SampleMode mode = parsed.GetValue(deterministic) ? SampleMode.Deterministic : SampleMode.Stochastic;
            string? path = parsed.GetValue(from);
            if (path is null)
            {
                Recipe scratch = options.Load(parsed, parsed.GetValue(recipeName)!);

                // Before the training, not after it.
                EvaluationRun.RequireMode(scratch, mode);
                path = await TrainAsync(scratch, engine, parsed.GetValue(run), output, cancellationToken);
            }

            PolicyFile policy = PolicyFile.Load(path);
            Recipe recipe = options.Of(parsed, policy, parsed.GetValue(recipeName));
            using var collecting = new CollectionRun(recipe, engine, RecipeOptions.RequireNormalization(policy, recipe), mode);
            int count = parsed.GetValue(episodes);
            RecordedDemonstrations demonstrations;
            try
            {
                demonstrations = await RunDisplay.WaitAsync(
                    output,
                    $"recording {count} episodes of {recipe.Environment.Name}",
                    () => Task.Run(() => collecting.Run(count, recipe.FineTuningSeed, cancellationToken), CancellationToken.None));
            }
            catch (OperationCanceledException)
            {
                throw new InterruptedException($"Interrupted; nothing was written. The policy is {policy.Path}, which 'collect --from' takes.");
            }

            output.WriteLine(new DemonstrationReport(folder, demonstrations.Save(folder)).ToText());
        });
        return command;
    }

    /// <summary>Trains from random parameters and returns the checkpoint that did best.</summary>
    private static async Task<string> TrainAsync(
        Recipe recipe, CpuEngine engine, string? folder, TextWriter output, CancellationToken cancellationToken)
    {
        using TrainingSession session = TrainingSession.Create(folder, recipe, new RunOrigin("collect"), output);
        await session.RunAsync(
            () => new FineTuningRun(recipe, engine, start: null, session.Folder, session.CreateLogger<OnPolicyTrainer>()),
            (run, display) => run.FineTuneAsync(new FineTuningLines(display, session.Evaluations), cancellationToken));
        return session.BestCheckpoint ?? session.Folder.Path;
    }
}
