using System.CommandLine;
using ReinFlow.Algorithms;
using ReinFlow.Cli.Display;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Cli.Commands;

/// <summary><c>reinflow finetune RECIPE --from CHECKPOINT</c>.</summary>
internal static class FinetuneCommand
{
    public static Command Create(TextWriter output)
    {
        var options = new TrainingOptions();
        var from = new Option<string?>("--from")
        {
            Description = "The policy to start from: a run, a checkpoint folder, or a .safetensors or .pt file.",
            HelpName = "checkpoint",
        };
        var fromScratch = new Option<bool>("--from-scratch") { Description = "Starts from random parameters instead of a policy." };
        var command = new Command("finetune", "Improves a policy in its simulator.") { from, fromScratch };
        command.Validators.Add(result =>
        {
            if (result.GetValue(from) is null == !result.GetValue(fromScratch))
            {
                result.AddError("Give either the policy to start from, --from CHECKPOINT, or --from-scratch for random parameters.");
            }
        });
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Recipe recipe = options.Load(parsed);
            string? path = parsed.GetValue(from);
            PolicyFile? start = path is not null ? RecipeOptions.RequireNormalization(PolicyFile.Load(path), recipe) : null;
            using CpuEngine engine = options.CreateEngine(parsed);
            using TrainingSession session = options.Open(parsed, recipe, new RunOrigin(command.Name, From: RunOrigin.FullPath(path)), output);
            await session.RunAsync(
                () => new FineTuningRun(recipe, engine, start, session.Folder, session.CreateLogger<OnPolicyTrainer>()),
                (run, display) => run.FineTuneAsync(session.Progress(new FineTuningLines(display, session.Evaluations)), cancellationToken));
        });
        return command;
    }
}
