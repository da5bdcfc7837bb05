using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace ReinFlow.Cli;

/// <summary>The usual help, and examples after it.</summary>
internal sealed class ExampleHelp(TextWriter output) : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new();

    /// <summary>Gets true: who asks for help need not have the rest right.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = _help.Invoke(parseResult);
        IReadOnlyList<string> examples = Examples.Of(PathOf(parseResult.CommandResult));
        if (examples.Count > 0)
        {
            output.WriteLine("Examples:");
            foreach (string example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        return code;
    }

    /// <summary>Gets the names from below the root to a command, such as <c>recipes show</c>.</summary>
    private static string PathOf(CommandResult result) => result.Parent is CommandResult parent
        ? $"{PathOf(parent)} {result.Command.Name}".TrimStart()
        : string.Empty;
}
