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
        var from = new Option<string>("--from")
        {
            Description = "The policy to start from: a run, a checkpoint folder, or a .safetensors or .pt file.",
            HelpName = "checkpoint",
            Required = true,
        };
        var command = new Command("finetune", "Improves a policy in its simulator.") { from };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Recipe recipe = options.Load(parsed);
            PolicyFile start = RecipeOptions.RequireNormalization(PolicyFile.Load(parsed.GetRequiredValue(from)), recipe);
            using CpuEngine engine = options.CreateEngine(parsed);
            using TrainingSession session = options.Open(parsed, recipe, output);
            await session.RunAsync(
                () => new FineTuningRun(recipe, engine, start, session.Folder, session.CreateLogger<OnPolicyTrainer>()),
                (run, display) => run.FineTuneAsync(new FineTuningLines(display, session.Evaluations), cancellationToken));
        });
        return command;
    }
}
