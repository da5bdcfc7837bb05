namespace ReinFlow.Reports;

/// <summary>A chart of curves, as SVG.</summary>
/// <param name="Title">What is measured.</param>
/// <param name="HorizontalTitle">What the horizontal axis counts, such as <c>environment steps</c>.</param>
/// <param name="Series">The curves.</param>
public sealed record LineChart(string Title, string HorizontalTitle, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>The number of colours that differ.</summary>
    public const int Colours = 8;

    /// <summary>Gets the unit and what a band shows, in small letters under the title.</summary>
    /// <value>Default: empty.</value>
    public string Subtitle { get; init; } = string.Empty;

    /// <summary>Gets how values are placed on the vertical axis.</summary>
    /// <value>Default: <see cref="ChartScale.Linear"/>.</value>
    public ChartScale Scale { get; init; } = ChartScale.Linear;

    /// <summary>Gets the smallest value that is shown; smaller ones are drawn at the edge.</summary>
    /// <value>Default: negative infinity.</value>
    public double Floor { get; init; } = double.NegativeInfinity;

    /// <summary>Gets the style sheet of all charts, for pages that hold several.</summary>
    public static string StyleSheet => ReportResources.Read("chart.css");

    /// <summary>Draws the chart as an element of a page that has <see cref="StyleSheet"/>.</summary>
    /// <returns>The element.</returns>
    public string ToElement() => new ChartPainter(this).Draw(styles: null);

    /// <summary>Draws the chart as a document of its own.</summary>
    /// <returns>The SVG document.</returns>
    public string ToDocument() => new ChartPainter(this).Draw(StyleSheet);
}
