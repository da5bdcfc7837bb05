namespace ReinFlow.Reports;

/// <summary>One curve of a chart.</summary>
/// <param name="Name">What the curve is of; it appears where a pointer rests on the curve.</param>
/// <param name="Colour">The colour, 0 to <see cref="LineChart.Colours"/> − 1; larger numbers begin again.</param>
/// <param name="Points">The points from left to right.</param>
public sealed record ChartSeries(string Name, int Colour, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>Gets how the curve is drawn.</summary>
    /// <value>Default: <see cref="ChartLine.Solid"/>.</value>
    public ChartLine Line { get; init; } = ChartLine.Solid;
}
