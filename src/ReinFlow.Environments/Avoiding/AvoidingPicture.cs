using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;

namespace ReinFlow.Environments;

/// <summary>Draws trajectories of <see cref="Avoiding"/> over its obstacles as a small SVG picture, panels side by side.</summary>
/// <remarks>
/// Successes are blue and failures orange, a pair that colour-blind readers can tell apart. The light ring around an obstacle is the
/// place of the rod's centre when it touches. One unit is one millimetre.
/// </remarks>
public static class AvoidingPicture
{
    private const string Success = "#2166ac";
    private const string Failure = "#e6550d";
    private const int Margin = 40;
    private const int Header = 130;
    private const int PanelHeader = 96;
    private const int FieldWidth = 600;
    private const int FieldHeight = 830;

    /// <summary>Draws a picture.</summary>
    /// <param name="title">The title above the panels.</param>
    /// <param name="panels">The panels from left to right, at least one.</param>
    /// <returns>The SVG document.</returns>
    public static string Draw(string title, IReadOnlyList<AvoidingPanel> panels)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(panels);
        ArgumentOutOfRangeException.ThrowIfZero(panels.Count);

        int width = Margin + (panels.Count * (FieldWidth + Margin));
        int height = Header + PanelHeader + FieldHeight + Margin;
        var svg = new StringBuilder();
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" ");
        Add(svg, $"width=\"{width / 2}\" height=\"{height / 2}\" ");
        Add(svg, $"font-family=\"Helvetica, Arial, sans-serif\" fill=\"#222\">\n<title>{Escape(title)}</title>\n");
        Add(svg, $"<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n");
        Add(svg, $"<text x=\"{Margin}\" y=\"66\" font-size=\"36\" font-weight=\"bold\">{Escape(title)}</text>\n");
        AddKey(svg, Margin, Success, "success");
        AddKey(svg, Margin + 190, Failure, "failure");
        for (int i = 0; i < panels.Count; i++)
        {
            AddPanel(svg, panels[i], Margin + (i * (FieldWidth + Margin)));
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void AddKey(StringBuilder svg, int x, string colour, string text)
    {
        Add(svg, $"<path d=\"M{x} 106h44\" stroke=\"{colour}\" stroke-width=\"6\"/>");
        Add(svg, $"<text x=\"{x + 56}\" y=\"115\" font-size=\"26\">{text}</text>\n");
    }

    private static void AddPanel(StringBuilder svg, AvoidingPanel panel, int left)
    {
        int count = panel.Trajectories.Count;
        int successes = panel.Trajectories.Count(trajectory => trajectory.Succeeded);
        string rate = count == 0 ? "no episodes" : Invariant($"{successes} of {count} episodes succeed ({100.0 * successes / count:0} %)");
        Add(svg, $"<g transform=\"translate({left} {Header})\">\n");
        Add(svg, $"<text y=\"38\" font-size=\"30\">{Escape(panel.Title)}</text>\n");
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

        AddTrajectories(svg, panel, succeeded: true, Success);
        AddTrajectories(svg, panel, succeeded: false, Failure);
        svg.Append("</svg>\n</g>\n");
    }

    private static void AddTrajectories(StringBuilder svg, AvoidingPanel panel, bool succeeded, string colour)
    {
        Add(svg, $"<g fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\" stroke-opacity=\"0.5\" stroke-linejoin=\"round\">\n");
        List<(int X, int Y)> ends = [];
        foreach (AvoidingTrajectory trajectory in panel.Trajectories)
        {
            if (trajectory.Succeeded == succeeded && trajectory.Positions.Count > 0)
            {
                ends.Add(AddPath(svg, trajectory.Positions));
            }
        }

        svg.Append("</g>\n");
        foreach ((int x, int y) in succeeded ? [] : ends)
        {
            Add(svg, $"<circle cx=\"{x}\" cy=\"{y}\" r=\"6\" fill=\"{colour}\"/>\n");
        }
    }

    private static (int X, int Y) AddPath(StringBuilder svg, IReadOnlyList<Vector2> positions)
    {
        (int X, int Y) pen = Place(positions[0]);
        Add(svg, $"<path d=\"M{pen.X} {pen.Y}l0 0 ");
        for (int i = 2; i < positions.Count + 1; i += 2)
        {
            // Every second point, and the last one in any case: half the file and no visible difference.
            (int X, int Y) next = Place(positions[Math.Min(i, positions.Count - 1)]);
            Add(svg, $"{next.X - pen.X} {next.Y - pen.Y} ");
            pen = next;
        }

        svg.Append("\"/>\n");
        return pen;
    }

    private static (int X, int Y) Place(Vector2 point) =>
        ((int)MathF.Round((point.X - AvoidingField.Left) * 1000), (int)MathF.Round((AvoidingField.GoalLine + 0.03f - point.Y) * 1000));

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Add(StringBuilder svg, FormattableString text) => svg.Append(Invariant(text));
}
