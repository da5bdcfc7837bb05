using System.Globalization;
using System.Net;
using System.Text;

namespace ReinFlow.Reports;

/// <summary>Draws a <see cref="LineChart"/>.</summary>
internal sealed class ChartPainter
{
    private const int Width = 520;
    private const int Height = 290;
    private const int Left = 56;
    private const int Right = 504;
    private const int Top = 56;
    private const int Bottom = 244;
    private const int TicksAcross = 5;
    private const int TicksUp = 5;

    /// <summary>With more points, dots would hide the line.</summary>
    private const int MostDots = 30;

    private readonly StringBuilder _svg = new();
    private readonly LineChart _chart;
    private readonly ChartSeries[] _series;
    private readonly ChartAxis _across;
    private readonly ChartAxis _up;

    public ChartPainter(LineChart chart)
    {
        _chart = chart;
        _series = [.. chart.Series.Select(series => series with { Points = [.. series.Points.Where(IsShown).Select(Held)] })];
        _across = ChartAxis.Horizontal([.. _series.SelectMany(series => series.Points.Select(point => point.X))], TicksAcross);
        double[] values = [.. _series.SelectMany(series => series.Points).SelectMany(point => new[] { point.Y, point.Lower, point.Upper })];
        // A band that reaches below zero does not make a quantity of positive values linear.
        _up = ChartAxis.Vertical(
            chart.Scale == ChartScale.LogarithmicIfWide ? [.. _series.SelectMany(series => series.Points).Select(point => point.Y)] : values,
            chart.Scale,
            TicksUp);
    }

    public string Draw(string? styles)
    {
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" class=\"chart\" role=\"img\" aria-label=\"{Escape(_chart.Title)}\">");
        if (styles is not null)
        {
            Add($"<style>{styles}</style><rect class=\"paper\" width=\"{Width}\" height=\"{Height}\"/>");
        }

        Add($"<text class=\"title\" x=\"12\" y=\"22\">{Escape(_chart.Title)}</text><text class=\"note\" x=\"12\" y=\"40\">{Escape(_chart.Subtitle)}</text>\n");
        DrawAxes();
        foreach (ChartSeries series in _series.Where(series => series.Points.Count > 0).OrderBy(series => series.Line != ChartLine.Faint))
        {
            DrawSeries(series);
        }

        return _svg.Append("</svg>\n").ToString();
    }

    private void DrawAxes()
    {
        foreach (double tick in _up.Ticks)
        {
            double y = Y(tick);
            Add($"<path class=\"grid\" d=\"M{Left} {y:0.#}H{Right}\"/><text class=\"tick end\" x=\"{Left - 7}\" y=\"{y + 4:0.#}\">{_up.Label(tick)}</text>");
        }

        foreach (double tick in _across.Ticks)
        {
            double x = X(tick);
            Add($"<path class=\"axis\" d=\"M{x:0.#} {Bottom}v4\"/><text class=\"tick middle\" x=\"{x:0.#}\" y=\"{Bottom + 18}\">{_across.Label(tick)}</text>");
        }

        Add($"<path class=\"axis\" d=\"M{Left} {Bottom}H{Right}\"/>");
        Add($"<text class=\"note middle\" x=\"{(Left + Right) / 2}\" y=\"{Height - 10}\">{Escape(_chart.HorizontalTitle)}</text>\n");
    }

    private void DrawSeries(ChartSeries series)
    {
        string colour = string.Create(CultureInfo.InvariantCulture, $"c{series.Colour % LineChart.Colours}");
        ChartPoint[] band = [.. series.Points.Where(point => point.HasBand)];
        if (band.Length > 1)
        {
            Add($"<path class=\"band {colour}\" d=\"{Path([.. band.Select(point => (point.X, point.Upper)), .. band.Reverse().Select(point => (point.X, point.Lower))])}z\"/>\n");
        }

        string name = Escape(series.Name);
        Add($"<path class=\"line {series.Line.ToString().ToLowerInvariant()} {colour}\" d=\"{Path([.. series.Points.Select(point => (point.X, point.Y))])}\"><title>{name}</title></path>\n");
        if (series.Line == ChartLine.Solid && series.Points.Count <= MostDots)
        {
            foreach (ChartPoint point in series.Points)
            {
                Add($"<circle class=\"dot {colour}\" cx=\"{X(point.X):0.#}\" cy=\"{Y(point.Y):0.#}\" r=\"2.8\"><title>{name}: {Text(point.Y)} at {NumberText.Value(point.X)}</title></circle>");
            }
        }
    }

    private string Path((double X, double Y)[] points)
    {
        var path = new StringBuilder();
        foreach ((double x, double y) in points)
        {
            path.Append(CultureInfo.InvariantCulture, $"{(path.Length == 0 ? 'M' : 'L')}{X(x):0.#} {Y(y):0.#}");
        }

        return path.ToString();
    }

    private string Text(double value) => _chart.Scale == ChartScale.Percent ? NumberText.Percent(value) : NumberText.Value(value);

    private double X(double value) => Left + (_across.Share(value) * (Right - Left));

    private double Y(double value) => Bottom - (_up.Share(value) * (Bottom - Top));

    private ChartPoint Held(ChartPoint point) => point with
    {
        Y = Math.Max(point.Y, _chart.Floor),
        Lower = Math.Max(point.Lower, _chart.Floor),
        Upper = Math.Max(point.Upper, _chart.Floor),
    };

    private static bool IsShown(ChartPoint point) => double.IsFinite(point.X) && double.IsFinite(point.Y);

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private void Add(FormattableString text) => _svg.Append(text.ToString(CultureInfo.InvariantCulture));
}
