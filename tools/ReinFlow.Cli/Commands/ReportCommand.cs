using System.CommandLine;
using ReinFlow.Reports;

namespace ReinFlow.Cli.Commands;

/// <summary><c>reinflow report RUN… [--output FILE]</c>.</summary>
internal static class ReportCommand
{
    public static Command Create(TextWriter output)
    {
        var runs = new Argument<string[]>("run")
        {
            Description = "Run folders, or folders that hold some at any depth, such as runs. Those of one recipe with different seeds are drawn as mean and band.",
            Arity = ArgumentArity.OneOrMore,
        };
        var target = new Option<string>("--output")
        {
            Description = "The HTML file; an older one is replaced.",
            HelpName = "file",
            DefaultValueFactory = _ => "report.html",
        };
        var title = new Option<string>("--title") { Description = "The title of the page.", HelpName = "text", DefaultValueFactory = _ => "ReinFlow runs" };
        var command = new Command("report", "Compares runs on one HTML page with a table and curves; it opens without a network.") { runs, target, title };
        command.SetAction(parsed =>
        {
            IReadOnlyList<RunRecord> records = RunRecord.LoadAll(parsed.GetRequiredValue(runs));
            string path = Path.GetFullPath(parsed.GetRequiredValue(target));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, RunReport.ToHtml(records, parsed.GetRequiredValue(title)));
            output.WriteLine($"report of {records.Count} {(records.Count == 1 ? "run" : "runs")}  {path}");
        });
        return command;
    }
}
