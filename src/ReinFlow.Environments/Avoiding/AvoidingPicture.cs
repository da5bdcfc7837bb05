using System.Numerics;
using System.Text;
using static ReinFlow.Environments.AvoidingDrawing;

namespace ReinFlow.Environments;

/// <summary>Draws trajectories of <see cref="Avoiding"/> over its obstacles as a small SVG picture, panels side by side.</summary>
/// <remarks>
/// Successes are blue and failures orange, a pair that colour-blind readers can tell apart. The light ring around an obstacle is the
/// place of the rod's centre when it touches. One unit is one millimetre.
/// </remarks>
public static class AvoidingPicture
{
    /// <summary>Draws a picture.</summary>
    /// <param name="title">The title above the panels.</param>
    /// <param name="panels">The panels from left to right, at least one.</param>
    /// <returns>The SVG document.</returns>
    public static string Draw(string title, IReadOnlyList<AvoidingPanel> panels)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(panels);
        ArgumentOutOfRangeException.ThrowIfZero(panels.Count);

        var svg = new StringBuilder();
        Begin(svg, title, panels.Count);
        for (int i = 0; i < panels.Count; i++)
        {
            BeginPanel(svg, panels[i].Title, panels[i].Trajectories, i);
            AddTrajectories(svg, panels[i], succeeded: true, Success);
            AddTrajectories(svg, panels[i], succeeded: false, Failure);
            EndPanel(svg);
        }

        return svg.Append("</svg>\n").ToString();
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
}
