using System.Globalization;
using System.Net;
using System.Text;

namespace ReinFlow.Reports;

/// <summary>The table of a section: one row per run, and one for the mean of seeds.</summary>
internal sealed class ReportTable(ReportSection section)
{
    private readonly StringBuilder _html = new();

    public string Write()
    {
        string unit = section.IsPretraining ? "epochs" : "iterations";
        string[] numbers = section.IsPretraining
            ? [unit, "last loss", "first return", "best return", "last return", "success", "time"]
            : [unit, "steps", "first return", "best return", "last return", "success", "time", "steps/s"];
        _html.Append("<div class=\"scroll\"><table>\n<thead><tr><th>recipe</th><th>run</th><th class=\"number\">seed</th>");
        foreach (string title in numbers)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<th class=\"number\">{title}</th>");
        }

        _html.Append("</tr></thead>\n");
        foreach ((RunGroup group, int index) in section.Groups.Select((group, index) => (group, index)))
        {
            WriteGroup(group, index % LineChart.Colours, numbers.Length);
        }

        return _html.Append("</table></div>\n").ToString();
    }

    private void WriteGroup(RunGroup group, int colour, int columns)
    {
        _html.Append("<tbody>\n");
        RunSummary[] summaries = [.. group.Runs.Select(run => new RunSummary(run))];
        for (int i = 0; i < summaries.Length; i++)
        {
            string name = i > 0 ? string.Empty : string.Create(
                CultureInfo.InvariantCulture,
                $"<th scope=\"rowgroup\" rowspan=\"{summaries.Length + (summaries.Length > 1 ? 1 : 0)}\"><span class=\"key c{colour}\"></span>{Escape(group.Label)}</th>");
            RunRecord run = group.Runs[i];
            _html.Append(CultureInfo.InvariantCulture, $"<tr>{name}<td>{Escape(run.Name)}</td><td class=\"number\">{run.Seed?.ToString(CultureInfo.InvariantCulture) ?? NumberText.Missing}</td>");
            if (run.Progress.Count == 0)
            {
                _html.Append(CultureInfo.InvariantCulture, $"<td class=\"missing\" colspan=\"{columns}\">nothing reported yet</td>");
            }
            else
            {
                WriteCells(run, summaries[i]);
            }

            _html.Append("</tr>\n");
        }

        if (summaries.Length > 1)
        {
            WriteMean(summaries);
        }

        _html.Append("</tbody>\n");
    }

    private void WriteCells(RunRecord run, RunSummary summary)
    {
        string done = NumberText.Whole(summary.Done);
        Cell(run.Planned is { } planned && planned > summary.Done ? $"{done} of {NumberText.Whole(planned)}" : done);
        Cell(section.IsPretraining ? NumberText.Value(run.Progress.Last("loss")) : NumberText.Whole(summary.EnvironmentSteps));
        Cell(Spread(summary.First));
        Cell(summary.Best is { } best ? $"<b>{Spread(best)}</b> <small>after {NumberText.Whole(best.After)}</small>" : NumberText.Missing);
        Cell(Spread(summary.Last));
        Cell(summary.Last is { Success: var success } && double.IsFinite(success) ? NumberText.Percent(success) : NumberText.Missing);
        Cell(NumberText.Duration(summary.Seconds));
        if (!section.IsPretraining)
        {
            Cell(NumberText.Whole(summary.StepsPerSecond));
        }
    }

    /// <summary>Writes the means over seeds, with their standard deviation over seeds and not over episodes.</summary>
    private void WriteMean(RunSummary[] runs)
    {
        _html.Append(CultureInfo.InvariantCulture, $"<tr class=\"mean\"><td colspan=\"2\">mean of {runs.Length} seeds</td><td></td><td></td>");
        Cell(Spread(runs, run => run.First?.Return));
        Cell($"<b>{Spread(runs, run => run.Best?.Return)}</b>");
        Cell(Spread(runs, run => run.Last?.Return));
        double success = runs.Select(run => run.Last?.Success ?? double.NaN).Average();
        Cell(double.IsFinite(success) ? NumberText.Percent(success) : NumberText.Missing);
        Cell(NumberText.Duration(runs.Average(run => run.Seconds)));
        if (!section.IsPretraining)
        {
            Cell(NumberText.Whole(runs.Average(run => run.StepsPerSecond)));
        }

        _html.Append("</tr>\n");
    }

    private void Cell(string html) => _html.Append(CultureInfo.InvariantCulture, $"<td class=\"number\">{html}</td>");

    private static string Spread(RunEvaluation? evaluation) => evaluation is null
        ? NumberText.Missing
        : double.IsFinite(evaluation.Deviation)
            ? $"{NumberText.Value(evaluation.Return)} ± {NumberText.Value(evaluation.Deviation)}"
            : NumberText.Value(evaluation.Return);

    private static string Spread(RunSummary[] runs, Func<RunSummary, double?> select)
    {
        double[] values = [.. runs.Select(run => select(run) ?? double.NaN)];
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        return double.IsFinite(mean) ? $"{NumberText.Value(mean)} ± {NumberText.Value(deviation)}" : NumberText.Missing;
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
