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

    public void AddTo(Command command)
    {
        command.Arguments.Add(_recipe);
        command.Options.Add(_output);
        _recipes.AddTo(command);
    }

    public Recipe Load(ParseResult parsed) => _recipes.Load(parsed, parsed.GetRequiredValue(_recipe));

    public CpuEngine CreateEngine(ParseResult parsed) => _recipes.CreateEngine(parsed);

    public TrainingSession Open(ParseResult parsed, Recipe recipe, RunOrigin origin, TextWriter output) =>
        TrainingSession.Create(parsed.GetValue(_output), recipe, origin, output);
}
