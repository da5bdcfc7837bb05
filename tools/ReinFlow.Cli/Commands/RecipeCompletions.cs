using System.CommandLine;
using System.Text.Json.Nodes;
using ReinFlow.Recipes;

namespace ReinFlow.Cli.Commands;

/// <summary>What a shell may complete in arguments that are recipes, or keys of one.</summary>
internal static class RecipeCompletions
{
    /// <summary>Lets a shell complete the names of recipes.</summary>
    public static Argument<T> CompleteRecipes<T>(this Argument<T> argument)
    {
        // Without a name for help, it would list all of them there.
        argument.HelpName ??= argument.Name;
        argument.CompletionSources.Add(_ => RecipeCatalog.Names);
        return argument;
    }

    /// <summary>Lets a shell complete the names of recipes.</summary>
    public static Option<T> CompleteRecipes<T>(this Option<T> option)
    {
        option.CompletionSources.Add(_ => RecipeCatalog.Names);
        return option;
    }

    /// <summary>Lets a shell complete the keys of recipes, such as <c>algorithm.discount=</c>.</summary>
    public static Option<T> CompleteKeys<T>(this Option<T> option)
    {
        option.CompletionSources.Add(_ => Keys());
        return option;
    }

    /// <summary>All algorithms are written out, so that none of their sections is null.</summary>
    private static IEnumerable<string> Keys() => RecipeCatalog.Names
        .Where(name => name.StartsWith("hopper", StringComparison.Ordinal))
        .SelectMany(name => KeysOf((JsonObject)JsonNode.Parse(RecipeReader.Write(RecipeCatalog.Load(name)))!, string.Empty))
        .Distinct()
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> KeysOf(JsonObject section, string prefix) => section.SelectMany(entry =>
        entry.Value is JsonObject inner ? KeysOf(inner, $"{prefix}{entry.Key}.") : [$"{prefix}{entry.Key}="]);
}
