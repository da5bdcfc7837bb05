using System.CommandLine;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Cli.Commands;

/// <summary>The arguments and options of every command that trains: the recipe, its values, and the folder of the run.</summary>
internal sealed class TrainingOptions
{
    private readonly RecipeOptions _recipes = new();

    private readonly Argument<string> _recipe = new("recipe")
    {
        Description = "The name of a recipe ('reinflow recipes' lists them), or the path of a file.",
    };

    private readonly Option<string?> _output = new("--output")
    {
        Description = "The folder of the run, which must not exist. Default: runs/RECIPE-COMMAND.",
        HelpName = "folder",
    };

    private readonly Option<bool> _tensorBoard = new("--tensorboard") { Description = "Also writes an event file that TensorBoard shows: tensorboard --logdir RUN." };

    private readonly Option<bool> _jsonLines = new("--jsonl") { Description = "Also writes progress.jsonl, an object of JSON per line." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_recipe);
        command.Options.Add(_output);
        command.Options.Add(_tensorBoard);
        command.Options.Add(_jsonLines);
        _recipes.AddTo(command);
    }

    public Recipe Load(ParseResult parsed) => _recipes.Load(parsed, parsed.GetRequiredValue(_recipe));

    public CpuEngine CreateEngine(ParseResult parsed) => _recipes.CreateEngine(parsed);

    public TrainingSession Open(ParseResult parsed, Recipe recipe, RunOrigin origin, TextWriter output)
    {
        TrainingSession session = TrainingSession.Create(parsed.GetValue(_output), recipe, origin, output);
        return session.With(ProgressFiles.Create(session.Folder, parsed.GetValue(_tensorBoard), parsed.GetValue(_jsonLines)));
    }
}
