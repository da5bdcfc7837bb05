using System.CommandLine;
using ReinFlow.Recipes;
using ReinFlow.Runs;

namespace ReinFlow.Cli.Commands;

/// <summary><c>reinflow recipes [show NAME]</c>.</summary>
internal static class RecipesCommand
{
    private static readonly string[] Titles = ["NAME", "TASK", "POLICY", "ALGORITHM"];

    public static Command Create(TextWriter output)
    {
        var name = new Argument<string>("name") { Description = "The name of a recipe, or the path of a file." };
        name.CompleteRecipes();
        var show = new Command("show", "Prints a recipe with its summary, the source of its numbers, and every value, defaults included.") { name };
        show.SetAction(parsed => output.Write(RecipeReader.Write(RecipeCatalog.Load(parsed.GetRequiredValue(name)))));

        var command = new Command("recipes", "Lists the recipes that come with the command: name, task, policy, algorithm.") { show };
        command.SetAction(_ => List(output));
        return command;
    }

    private static void List(TextWriter output)
    {
        string[][] rows = [Titles, .. RecipeCatalog.Names.Select(name => Row(RecipeCatalog.Load(name)))];
        int[] widths = [.. Enumerable.Range(0, Titles.Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            output.WriteLine(string.Join("  ", row.Zip(widths, (word, width) => word.PadRight(width))).TrimEnd());
        }

        output.WriteLine();
        output.WriteLine("* This environment is not part of the package and must be brought; 'reinflow environments' lists those that are.");
        output.WriteLine("'reinflow recipes show NAME' tells what a recipe does, where its numbers come from, and every value.");
    }

    private static string[] Row(Recipe recipe)
    {
        string task = recipe.Environment.Name;
        return [recipe.Name, EnvironmentCatalog.Foreign.Contains(task) ? task + " *" : task, $"{recipe.Policy.Kind}", Algorithm(recipe)];
    }

    private static string Algorithm(Recipe recipe) => recipe switch
    {
        { Sac: not null } => "SAC",
        { Rlpd: not null } => "RLPD",
        { Fql: not null } => "FQL",
        { Dppo: not null } => "DPPO",
        { Policy.Kind: PolicyKind.Gaussian } => "PPO",
        { Policy.Sampler: { } sampler } => $"{sampler.Sampler}",
        _ => "ReinFlow",
    };
}
