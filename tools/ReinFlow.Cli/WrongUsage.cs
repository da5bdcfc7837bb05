using System.CommandLine;
using System.CommandLine.Parsing;
using ReinFlow.Recipes;

namespace ReinFlow.Cli;

/// <summary>Says what is wrong with a command line, and what was probably meant.</summary>
internal static class WrongUsage
{
    /// <summary>Describes the first mistake, or returns null if there is none.</summary>
    public static string? Find(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string help = $"Run '{PathOf(parsed.CommandResult)} --help'.";

        // The parser takes an unknown option for an argument wherever one fits.
        string? option = parsed.Tokens
            .FirstOrDefault(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))?.Value;
        if (option is not null)
        {
            string? nearest = NearestName.Of(option.Split('=')[0], OptionsOf(parsed.CommandResult));
            return $"There is no option '{option}'. Did you mean '{nearest}'? {help}";
        }

        if (parsed.UnmatchedTokens is [string unknown, ..])
        {
            string? nearest = NearestName.Of(unknown, command.Subcommands.Select(sub => sub.Name));
            return nearest is not null
                ? $"There is no command '{unknown}'. Did you mean '{nearest}'? {help}"
                : $"The argument '{unknown}' is one too many. {help}";
        }

        return parsed.Errors is [ParseError error, ..] ? $"{Explain(error)} {help}" : null;
    }

    private static string Explain(ParseError error) =>
        error.Message.StartsWith("Cannot parse argument", StringComparison.Ordinal) && error.SymbolResult is { Tokens: [Token token, ..] }
            ? $"'{token.Value}' is not a whole number in the limits of {NameOf(error.SymbolResult)}."
            : error.Message;

    private static string NameOf(SymbolResult result) => result switch
    {
        OptionResult option => option.Option.Name,
        { Parent: OptionResult option } => option.Option.Name,
        _ => "its argument",
    };

    private static IEnumerable<string> OptionsOf(CommandResult result) => result.Command.Options
        .Concat(result.Parent is CommandResult parent ? parent.Command.Options.Where(option => option.Recursive) : [])
        .Select(option => option.Name);

    private static string PathOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "reinflow";
}
