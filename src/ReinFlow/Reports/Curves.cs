namespace ReinFlow.Reports;

/// <summary>Turns columns of runs into curves.</summary>
internal static class Curves
{
    /// <summary>More points than a chart has room for are averaged, neighbours with neighbours.</summary>
    public const int MostPoints = 150;

    /// <summary>Draws a group: one run as it is, several as their mean with its band over the runs, paler.</summary>
    public static IEnumerable<ChartSeries> Of(RunGroup group, int colour, MeasurementPart part, RunAxis axis)
    {
        string name = part.Name is null ? group.Label : $"{group.Label}, {part.Name}";
        ChartPoint[][] runs = [.. group.Runs.Select(run => Points(run, part, axis, hasBand: group.Runs.Count == 1))];
        if (runs.Length == 1)
        {
            return [new ChartSeries(name, colour, Thinned(runs[0])) { Line = part.Line }];
        }

        ChartPoint[] mean = Mean(group.Runs, runs);
        IEnumerable<ChartSeries> single = group.Runs.Zip(runs, (run, points) =>
            new ChartSeries($"{name}, seed {run.Seed}", colour, Thinned(points)) { Line = ChartLine.Faint });
        return part.Line != ChartLine.Solid
            ? [new ChartSeries(name, colour, Thinned([.. mean.Select(point => new ChartPoint(point.X, point.Y))])) { Line = part.Line }]
            : [.. single, new ChartSeries($"{name}, mean of {runs.Length} seeds", colour, Thinned(mean)) { Line = part.Line }];
    }

    private static ChartPoint[] Points(RunRecord run, MeasurementPart part, RunAxis axis, bool hasBand)
    {
        (IReadOnlyList<double> x, IReadOnlyList<double> y) = (axis.Values(run), part.Values(run));
        IReadOnlyList<double>? deviation = hasBand && part.Deviation is { } column ? run.Progress.Column(column) : null;
        return
        [
            .. Enumerable.Range(0, run.Progress.Count).Select(i => deviation is null
                ? new ChartPoint(x[i], y[i])
                : new ChartPoint(x[i], y[i], y[i] - deviation[i], y[i] + deviation[i])),
        ];
    }

    /// <summary>Averages what all runs have measured after the same iteration; elsewhere the mean would jump with the runs in it.</summary>
    private static ChartPoint[] Mean(IReadOnlyList<RunRecord> runs, ChartPoint[][] points)
    {
        Dictionary<double, ChartPoint>[] byCount =
        [
            .. runs.Zip(points, (run, own) => new RunSummary(run).Counts
                .Zip(own)
                .Where(pair => double.IsFinite(pair.First) && double.IsFinite(pair.Second.Y))
                .ToDictionary(pair => pair.First, pair => pair.Second)),
        ];
        return
        [
            .. byCount[0].Keys
                .Where(count => byCount.All(run => run.ContainsKey(count)))
                .Order()
                .Select(count => Mean([.. byCount.Select(run => run[count])])),
        ];
    }

    private static ChartPoint Mean(ChartPoint[] points)
    {
        double mean = points.Average(point => point.Y);
        double deviation = Math.Sqrt(points.Sum(point => (point.Y - mean) * (point.Y - mean)) / (points.Length - 1));
        return new ChartPoint(points.Average(point => point.X), mean, mean - deviation, mean + deviation);
    }

    private static ChartPoint[] Thinned(ChartPoint[] points)
    {
        // Offline updates stand still over environment steps: what counts is where they end.
        ChartPoint[] shown = [.. points.Where(point => double.IsFinite(point.Y)).GroupBy(point => point.X).Select(same => same.Last())];
        return shown.Length <= MostPoints
            ? shown
            :
            [
                .. shown.Chunk((shown.Length + MostPoints - 1) / MostPoints).Select(chunk => new ChartPoint(
                    chunk.Average(point => point.X),
                    chunk.Average(point => point.Y),
                    chunk.Average(point => point.Lower),
                    chunk.Average(point => point.Upper))),
            ];
    }
}
