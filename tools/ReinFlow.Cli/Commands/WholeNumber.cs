using System.CommandLine;
using System.CommandLine.Parsing;

namespace ReinFlow.Cli.Commands;

/// <summary>Options that are whole numbers within limits.</summary>
internal static class WholeNumber
{
    public static Option<int> Option(string name, int minimum, int maximum, int? value, string description)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", Required = value is null };
        if (value is { } number)
        {
            option.DefaultValueFactory = _ => number;
        }

        option.Validators.Add(result => Check(result, minimum, maximum));
        return option;
    }

    /// <summary>Makes an option that may be left out.</summary>
    public static Option<int?> Optional(string name, int minimum, int maximum, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result => Check(result, minimum, maximum));
        return option;
    }

    private static void Check(OptionResult result, int minimum, int maximum)
    {
        // What is no number at all is reported by the parser.
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int number) && (number < minimum || number > maximum))
        {
            result.AddError($"{result.Option.Name} is {number}, but must be from {minimum} to {maximum}.");
        }
    }
}
