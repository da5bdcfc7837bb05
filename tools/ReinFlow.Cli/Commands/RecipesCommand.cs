using System.CommandLine;
using ReinFlow.Recipes;

namespace ReinFlow.Cli.Commands;

/// <summary><c>reinflow recipes [show NAME]</c>.</summary>
internal static class RecipesCommand
{
    public static Command Create(TextWriter output)
    {
        var name = new Argument<string>("name") { Description = "The name of a recipe, or the path of a file." };
        var show = new Command("show", "Prints a recipe with every value, defaults included.") { name };
        show.SetAction(parsed => output.Write(RecipeReader.Write(RecipeCatalog.Load(parsed.GetRequiredValue(name)))));

        var command = new Command("recipes", "Lists the recipes that come with the command.") { show };
        command.SetAction(_ => List(output));
        return command;
    }

    private static void List(TextWriter output)
    {
        Recipe[] recipes = [.. RecipeCatalog.Names.Select(recipe => RecipeCatalog.Load(recipe))];
        int width = recipes.Max(recipe => recipe.Name.Length);
        foreach (Recipe recipe in recipes)
        {
            output.WriteLine($"{recipe.Name.PadRight(width)}  {recipe.Environment.Name,-10}  {recipe.Summary}");
        }
    }
}
