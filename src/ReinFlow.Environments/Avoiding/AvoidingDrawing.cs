using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;

namespace ReinFlow.Environments;

/// <summary>What pictures and animations of <see cref="Avoiding"/> have in common. One unit is one millimetre.</summary>
internal static class AvoidingDrawing
{
    public const string Success = "#2166ac";
    public const string Failure = "#e6550d";
    public const int Margin = 40;
    public const int Header = 130;
    public const int PanelHeader = 96;
    public const int FieldWidth = 600;
    public const int FieldHeight = 830;

    /// <summary>Begins a document with its title and the key of colours.</summary>
    public static void Begin(StringBuilder svg, string title, int panels)
    {
        int width = Margin + (panels * (FieldWidth + Margin));
        int height = Header + PanelHeader + FieldHeight + Margin;
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" ");
        Add(svg, $"width=\"{width / 2}\" height=\"{height / 2}\" ");
        Add(svg, $"font-family=\"Helvetica, Arial, sans-serif\" fill=\"#222\">\n<title>{Escape(title)}</title>\n");
        Add(svg, $"<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n");
        Add(svg, $"<text x=\"{Margin}\" y=\"66\" font-size=\"36\" font-weight=\"bold\">{Escape(title)}</text>\n");
        AddKey(svg, Margin, Success, "success");
        AddKey(svg, Margin + 190, Failure, "failure");
    }

    /// <summary>Begins a panel with its title, the share of successes, and the field with its obstacles.</summary>
    public static void BeginPanel(StringBuilder svg, string title, IReadOnlyList<AvoidingTrajectory> trajectories, int index)
    {
        int count = trajectories.Count;
        int successes = trajectories.Count(trajectory => trajectory.Succeeded);
        string rate = count == 0 ? "no episodes" : Invariant($"{successes} of {count} episodes succeed ({100.0 * successes / count:0} %)");
        Add(svg, $"<g transform=\"translate({Margin + (index * (FieldWidth + Margin))} {Header})\">\n");
        Add(svg, $"<text y=\"38\" font-size=\"30\">{Escape(title)}</text>\n");
        Add(svg, $"<text y=\"74\" font-size=\"26\" fill=\"#555\">{rate}</text>\n");

        // Nested, so that what leaves the workspace is cut at its edge.
        Add(svg, $"<svg y=\"{PanelHeader}\" width=\"{FieldWidth}\" height=\"{FieldHeight}\">\n");
        Add(svg, $"<rect width=\"{FieldWidth}\" height=\"{FieldHeight}\" fill=\"#f6f6f4\"/>\n");
        (_, int goal) = Place(new Vector2(0, AvoidingField.GoalLine));
        Add(svg, $"<path d=\"M0 {goal}h{FieldWidth}\" stroke=\"#3a9d5d\" stroke-width=\"6\"/>\n");
        foreach (Vector2 obstacle in AvoidingField.Obstacles)
        {
            (int x, int y) = Place(obstacle);
            Add(svg, $"<circle cx=\"{x}\" cy=\"{y}\" r=\"{AvoidingField.ContactDistance * 1000:0}\" fill=\"#ddd\"/>");
            Add(svg, $"<circle cx=\"{x}\" cy=\"{y}\" r=\"{AvoidingField.ObstacleRadius * 1000:0}\" fill=\"#444\"/>\n");
        }
    }

    public static void EndPanel(StringBuilder svg) => svg.Append("</svg>\n</g>\n");

    public static (int X, int Y) Place(Vector2 point) =>
        ((int)MathF.Round((point.X - AvoidingField.Left) * 1000), (int)MathF.Round((AvoidingField.GoalLine + 0.03f - point.Y) * 1000));

    public static void Add(StringBuilder svg, FormattableString text) => svg.Append(Invariant(text));

    private static void AddKey(StringBuilder svg, int x, string colour, string text)
    {
        Add(svg, $"<path d=\"M{x} 106h44\" stroke=\"{colour}\" stroke-width=\"6\"/>");
        Add(svg, $"<text x=\"{x + 56}\" y=\"115\" font-size=\"26\">{text}</text>\n");
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
