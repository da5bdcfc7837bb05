using System.CommandLine;
using ReinFlow.Export;
using ReinFlow.Recipes;
using ReinFlow.Runs;

namespace ReinFlow.Cli.Commands;

/// <summary><c>reinflow convert SOURCE TARGET</c>.</summary>
internal static class ConvertCommand
{
    public static Command Create(TextWriter output)
    {
        var command = new Command("convert", "x");
        var source = new Argument<string>("source");
        var target = new Argument<string>("target");
        var recipes = new RecipeOptions();
        var recipeName = new Option<string?>("--recipe");
        command.Add(source);
        command.Add(target);
        command.Add(recipeName);
        recipes.AddTo(command);
        command.SetAction(parsed =>
        {
            PolicyFile policy = PolicyFile.Load(parsed.GetRequiredValue(source));
            Recipe recipe = recipes.Of(parsed, policy, parsed.GetValue(recipeName));
            policy = RecipeOptions.RequireNormalization(policy, recipe);
            output.WriteLine(OnnxExport.Save(parsed.GetRequiredValue(target), recipe, policy));
        });
        return command;
    }
}
