using System.Globalization;
using System.Net;
using System.Text;

namespace ReinFlow.Reports;

/// <summary>Compares runs on one HTML page that needs nothing beside it: no network, no script.</summary>
/// <remarks>
/// Runs of one recipe with different seeds are drawn as their mean with a band of one standard deviation; different recipes, or different
/// values of one, as different curves. Imitation and fine-tuning, and different environments, have sections of their own.
/// </remarks>
public static class RunReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="runs">The runs, at least one.</param>
    /// <param name="title">The title of the page.</param>
    /// <returns>The HTML document.</returns>
    public static string ToHtml(IReadOnlyList<RunRecord> runs, string title = "ReinFlow runs")
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentException.ThrowIfNullOrEmpty(title);
        ArgumentOutOfRangeException.ThrowIfZero(runs.Count);
        IReadOnlyList<RunAxis> axes = RunAxis.For(runs);
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n");
        html.Append("<meta name=\"color-scheme\" content=\"light dark\">\n");
        html.Append(CultureInfo.InvariantCulture, $"<title>{Escape(title)}</title>\n<style>\n{ReportResources.Read("report.css")}{LineChart.StyleSheet}</style>\n</head>\n<body>\n");
        html.Append(CultureInfo.InvariantCulture, $"<h1>{Escape(title)}</h1>\n");
        AddChoice(html, axes);
        html.Append("<main>\n");
        foreach (ReportSection section in ReportSection.Of(runs))
        {
            AddSection(html, section, axes);
        }

        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    /// <summary>Adds the choice of the horizontal axis, which works by style sheet alone.</summary>
    private static void AddChoice(StringBuilder html, IReadOnlyList<RunAxis> axes)
    {
        foreach (RunAxis axis in axes)
        {
            html.Append(CultureInfo.InvariantCulture, $"<input type=\"radio\" name=\"axis\" id=\"axis-{axis.Key}\"{(axis == axes[0] ? " checked" : string.Empty)}>");
        }

        html.Append("\n<nav aria-label=\"horizontal axis\"><span>Curves over</span>");
        foreach (RunAxis axis in axes)
        {
            html.Append(CultureInfo.InvariantCulture, $"<label for=\"axis-{axis.Key}\">{axis.Choice}</label>");
        }

        html.Append("</nav>\n");
    }

    private static void AddSection(StringBuilder html, ReportSection section, IReadOnlyList<RunAxis> axes)
    {
        html.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{Escape(section.Title)}</h2>\n{new ReportTable(section).Write()}");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{Escape(string.Join(' ', Notes(section)))}</p>\n");
        html.Append("<ul class=\"legend\">");
        foreach ((RunGroup group, int index) in section.Groups.Select((group, index) => (group, index)))
        {
            string seeds = group.Runs.Count > 1 ? $" <small>{group.Runs.Count} seeds</small>" : string.Empty;
            html.Append(CultureInfo.InvariantCulture, $"<li><span class=\"key c{index % LineChart.Colours}\"></span>{Escape(group.Label)}{seeds}</li>");
        }

        html.Append("</ul>\n");
        AddCharts(html, section, section.Measurements(), axes);
        Measurement[] further = [.. section.FurtherMeasurements()];
        if (further.Length > 0)
        {
            html.Append(CultureInfo.InvariantCulture, $"<details>\n<summary>Further measurements ({further.Length})</summary>\n");
            AddCharts(html, section, further, axes);
            html.Append("</details>\n");
        }

        html.Append("</section>\n");
    }

    private static void AddCharts(StringBuilder html, ReportSection section, IEnumerable<Measurement> measurements, IReadOnlyList<RunAxis> axes)
    {
        html.Append("<div class=\"charts\">\n");
        foreach (Measurement measurement in measurements)
        {
            html.Append("<figure>");
            foreach (RunAxis axis in axes)
            {
                html.Append(CultureInfo.InvariantCulture, $"<div class=\"over-{axis.Key}\">{section.Chart(measurement, axis).ToElement()}</div>");
            }

            html.Append("</figure>\n");
        }

        html.Append("</div>\n");
    }

    private static IEnumerable<string> Notes(ReportSection section)
    {
        IEnumerable<string> criteria = section.Runs.Select(run => run.SuccessCriterion).OfType<string>().Distinct();
        string bands = section.BandNote();
        string criterion = string.Join("; ", criteria);
        string[] notes =
        [
            "Returns: mean ± standard deviation over the episodes of an evaluation.",
            criterion.Length > 0 ? $"Success: share of the episodes of the last evaluation; an episode succeeds if {criterion}." : string.Empty,
            bands,
            section.HasOfflineUpdates ? "Updates on demonstrations alone take no environment steps: over steps, only where they end is drawn." : string.Empty,
            section.Runs.Any(run => run.Progress.Count > Curves.MostPoints) ? $"Curves of more than {Curves.MostPoints} points are means of neighbours." : string.Empty,
        ];
        return notes.Where(note => note.Length > 0);
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
