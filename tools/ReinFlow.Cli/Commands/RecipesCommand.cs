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

        var command = new Command("recipes", "Lists the recipes that come with the command: name, task, policy, algorithm; summary and source.") { show };
        command.SetAction(_ => List(output));
        return command;
    }

    private static void List(TextWriter output)
    {
        Recipe[] recipes = [.. RecipeCatalog.Names.Select(recipe => RecipeCatalog.Load(recipe))];
        string[][] rows = [.. recipes.Select(recipe => new[] { recipe.Name, recipe.Environment.Name, $"{recipe.Policy.Kind}", Algorithm(recipe) })];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach ((Recipe recipe, string[] row) in recipes.Zip(rows))
        {
            output.WriteLine(string.Join("  ", row.Zip(widths, (word, width) => word.PadRight(width))).TrimEnd());
            output.WriteLine($"    {recipe.Summary}");
            output.WriteLine($"    Source: {recipe.Source}");
        }
    }

    private static string Algorithm(Recipe recipe) => recipe switch
    {
        { Dppo: not null } => "DPPO",
        { Policy.Kind: PolicyKind.Gaussian } => "PPO",
        { Policy.Sampler: { } sampler } => $"{sampler.Sampler}",
        _ => "ReinFlow",
    };
}
