using Spectre.Console;

namespace ReinFlow.Cli.Display;

/// <summary>Keeps one line with a bar up to date; lines appear above it.</summary>
internal sealed class TerminalDisplay(IAnsiConsole console, ProgressTask task) : IRunDisplay
{
    /// <summary>In narrower windows the name of the unit gives way to the numbers.</summary>
    private const int RoomyWidth = 110;

    private const int BarWidth = 12;

    /// <summary>Shows a display while something runs.</summary>
    public static Task ShowAsync(IAnsiConsole console, Func<IRunDisplay, Task> run) => console.Progress()
        .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = BarWidth })
        .StartAsync(context => run(new TerminalDisplay(console, context.AddTask("starting"))));

    public void Advance(string unit, int done, int total, string status)
    {
        string name = console.Profile.Width < RoomyWidth ? string.Empty : unit + " ";
        task.Description = Markup.Escape($"{name}{done}/{total}  {status}");
        task.MaxValue = total;
        task.Value = done;
    }

    public void Line(string text) => console.WriteLine(text);
}
