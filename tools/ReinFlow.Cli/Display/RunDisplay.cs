using Spectre.Console;

namespace ReinFlow.Cli.Display;

/// <summary>Chooses how a training is shown.</summary>
internal static class RunDisplay
{
    /// <summary>Shows a live line on a terminal, and plain lines elsewhere.</summary>
    public static Task ShowAsync(TextWriter output, Func<IRunDisplay, Task> run)
    {
        IAnsiConsole console = ConsoleOf(output);
        return IsLive(console) ? TerminalDisplay.ShowAsync(console, run) : run(new PlainDisplay(output));
    }

    /// <summary>Shows a live line on a terminal, and plain lines elsewhere.</summary>
    public static async Task<T> ShowAsync<T>(TextWriter output, Func<IRunDisplay, Task<T>> run)
    {
        T result = default!;
        await ShowAsync(output, async display => { result = await run(display); });
        return result;
    }

    /// <summary>Shows on a terminal that something takes a while.</summary>
    public static Task<T> WaitAsync<T>(TextWriter output, string what, Func<Task<T>> work)
    {
        IAnsiConsole console = ConsoleOf(output);
        return IsLive(console) ? console.Status().StartAsync(Markup.Escape(what), _ => work()) : work();
    }

    private static IAnsiConsole ConsoleOf(TextWriter output) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });

    private static bool IsLive(IAnsiConsole console) =>
        console.Profile is { Out.IsTerminal: true, Capabilities: { Interactive: true, Ansi: true } };
}
