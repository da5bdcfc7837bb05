using Spectre.Console;

namespace ReinFlow.Cli.Display;

/// <summary>Chooses how a training is shown.</summary>
internal static class RunDisplay
{
    /// <summary>Shows a live line on a terminal, and plain lines elsewhere.</summary>
    public static Task ShowAsync(TextWriter output, Func<IRunDisplay, Task> run)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        return console.Profile is { Out.IsTerminal: true, Capabilities: { Interactive: true, Ansi: true } }
            ? LiveDisplay.ShowAsync(console, run)
            : run(new PlainDisplay(output));
    }
}
