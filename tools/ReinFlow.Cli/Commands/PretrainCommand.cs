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
        var teacher = new Option<string?>("--teacher")
        {
            Description = "A rectified flow (run, checkpoint or file) whose actions a shortcut policy learns on the demonstrated observations.",
            HelpName = "file",
        };
        var teacherRecipe = new Option<string?>("--teacher-recipe")
        {
            Description = "The recipe of a teacher that does not describe its own network.",
            HelpName = "recipe",
        };
        var command = new Command("pretrain", "Teaches a policy to imitate demonstrations, or another policy.") { demonstrations, teacher, teacherRecipe };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Recipe recipe = options.Load(parsed);
            recipe.Demonstrations.Path = parsed.GetValue(demonstrations) ?? recipe.Demonstrations.Path;
            string? master = parsed.GetValue(teacher);
            string? masterRecipe = parsed.GetValue(teacherRecipe);
            using CpuEngine engine = options.CreateEngine(parsed);
            using TrainingSession session = options.Open(
                parsed, recipe, new RunOrigin(command.Name, Teacher: RunOrigin.FullPath(master), TeacherRecipe: RunOrigin.FullPath(masterRecipe)), output);
            await session.RunAsync(
                () => new PretrainingRun(recipe, engine, session.Folder, session.CreateLogger<Pretrainer>(), master is null ? null : Teacher.Load(master, masterRecipe)),
                (run, display) => run.RunAsync(session.Progress(new PretrainingLines(display, session.Evaluations)), cancellationToken));
        });
        return command;
    }
}
