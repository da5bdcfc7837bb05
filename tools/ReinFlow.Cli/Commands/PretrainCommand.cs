using System.CommandLine;
using ReinFlow.Algorithms;
using ReinFlow.Cli.Display;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Cli.Commands;

/// <summary><c>reinflow pretrain RECIPE</c>.</summary>
internal static class PretrainCommand
{
    public static Command Create(TextWriter output)
    {
        var options = new TrainingOptions();
        var demonstrations = new Option<string?>("--demonstrations")
        {
            Description = "The train.npz to imitate, with its normalization.npz beside it. Sets demonstrations.path.",
            HelpName = "file",
        };
        var command = new Command("pretrain", "Teaches a policy to imitate demonstrations.") { demonstrations };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Recipe recipe = options.Load(parsed);
            recipe.Demonstrations.Path = parsed.GetValue(demonstrations) ?? recipe.Demonstrations.Path;
            using CpuEngine engine = options.CreateEngine(parsed);
            using TrainingSession session = options.Open(parsed, recipe, output);
            await session.RunAsync(
                () => new PretrainingRun(recipe, engine, session.Folder, session.CreateLogger<Pretrainer>()),
                (run, display) => run.RunAsync(new PretrainingLines(display, session.Evaluations), cancellationToken));
        });
        return command;
    }
}
