using System.Numerics;
using System.Text;
using static ReinFlow.Environments.AvoidingDrawing;

namespace ReinFlow.Environments;

/// <summary>Draws episodes of <see cref="Avoiding"/> as an animated SVG that begins again when it is over: all rods set off together.</summary>
/// <remarks>Programs that do not animate show the whole trajectories. Colours and units are those of <see cref="AvoidingPicture"/>.</remarks>
public static class AvoidingAnimation
{
    /// <summary>The environment steps that pass in one second.</summary>
    public const int StepsPerSecond = 30;

    private const double Pause = 1.5;

    /// <summary>Every second position is enough for the eye.</summary>
    private const int Stride = 2;

    /// <summary>Draws an animation.</summary>
    /// <param name="title">The title above it.</param>
    /// <param name="panel">The episodes.</param>
    /// <returns>The SVG document.</returns>
    public static string Draw(string title, AvoidingPanel panel)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(panel);

        var svg = new StringBuilder();
        AvoidingTrajectory[] episodes = [.. panel.Trajectories.Where(trajectory => trajectory.Positions.Count > 1).OrderByDescending(trajectory => trajectory.Succeeded)];
        int longest = episodes.Select(trajectory => trajectory.Positions.Count - 1).DefaultIfEmpty().Max();
        double seconds = ((double)longest / StepsPerSecond) + Pause;
        Begin(svg, title, panels: 1);
        BeginPanel(svg, panel.Title, panel.Trajectories, index: 0);
        foreach (AvoidingTrajectory episode in episodes)
        {
            AddEpisode(svg, episode, seconds);
        }

        EndPanel(svg);
        return svg.Append("</svg>\n").ToString();
    }

    private static void AddEpisode(StringBuilder svg, AvoidingTrajectory episode, double seconds)
    {
        Vector2[] positions = [.. episode.Positions.Where((_, i) => i % Stride == 0 || i == episode.Positions.Count - 1)];
        (int X, int Y)[] points = [.. positions.Select(Place)];
        double moving = (episode.Positions.Count - 1) / (StepsPerSecond * seconds);
        string colour = episode.Succeeded ? Success : Failure;
        double[] way = new double[points.Length];
        for (int i = 1; i < points.Length; i++)
        {
            way[i] = way[i - 1] + Vector2.Distance(new(points[i - 1].X, points[i - 1].Y), new(points[i].X, points[i].Y));
        }

        // The line is uncovered from its start to where the rod is.
        double length = Math.Max(way[^1], 1);
        Add(svg, $"<path d=\"M{string.Join("L", points.Select(point => $"{point.X} {point.Y}"))}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"3\" ");
        Add(svg, $"stroke-opacity=\"0.45\" stroke-linejoin=\"round\" stroke-dasharray=\"{length:0} {length + 10:0}\">");
        AddMotion(svg, "stroke-dashoffset", [.. way.Select(passed => (int)Math.Round(length - passed))], moving, seconds);
        Add(svg, $"</path>\n<circle cx=\"{points[^1].X}\" cy=\"{points[^1].Y}\" r=\"{AvoidingField.RodRadius * 1000:0}\" fill=\"{colour}\">");
        AddMotion(svg, "cx", [.. points.Select(point => point.X)], moving, seconds);
        AddMotion(svg, "cy", [.. points.Select(point => point.Y)], moving, seconds);
        svg.Append("</circle>\n");
    }

    /// <summary>Lets an attribute take its values one after another in a share of the time, and keep the last one for the rest.</summary>
    private static void AddMotion(StringBuilder svg, string attribute, int[] values, double share, double seconds)
    {
        Add(svg, $"<animate attributeName=\"{attribute}\" dur=\"{seconds:0.##}s\" repeatCount=\"indefinite\" values=\"");
        svg.AppendJoin(';', values.Append(values[^1]));
        svg.Append("\" keyTimes=\"");
        for (int i = 0; i < values.Length; i++)
        {
            Add(svg, $"{share * i / (values.Length - 1):0.####};");
        }

        svg.Append("1\"/>");
    }
}
