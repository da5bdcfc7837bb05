namespace ReinFlow.Reports;

/// <summary>What curves are drawn over.</summary>
/// <param name="Key">A short name for style sheets.</param>
/// <param name="Choice">What a reader chooses.</param>
/// <param name="Title">The title of horizontal axes.</param>
/// <param name="Values">Gets one value per line of a run's progress.</param>
internal sealed record RunAxis(string Key, string Choice, string Title, Func<RunRecord, IReadOnlyList<double>> Values)
{
    private const double SecondsPerMinute = 60;
    private const double SecondsPerHour = 3600;
    private const double MostMinutes = 180;

    /// <summary>Gets the axes of a page, the most telling one first.</summary>
    public static IReadOnlyList<RunAxis> For(IReadOnlyList<RunRecord> runs)
    {
        RunAxis[] axes =
        [
            new("steps", "environment steps", "environment steps", run => Count(run, "environment_steps")),
            new("count", "iterations", "iterations", run => Count(run, "iteration")),
            Time(runs.Max(run => RunTimes.Elapsed(run.Progress).DefaultIfEmpty().Max())),
        ];
        // Offline updates are iterations without a step: over steps, all of them lie on the edge.
        return runs.Any(run => run.Kind == RunKind.FineTuning) && runs.Where(run => run.Kind == RunKind.FineTuning).All(IsMostlyOffline) ? [axes[1], axes[0], axes[2]] : axes;
    }

    /// <summary>Gets the title of the axis in a section of runs of one kind.</summary>
    public string TitleFor(RunKind kind) => kind == RunKind.Pretraining && Key != "time" ? "epochs" : Title;

    /// <summary>Counts the iterations that take no environment step: updates on demonstrations.</summary>
    public static int OfflineIterations(RunRecord run)
    {
        IReadOnlyList<double> steps = run.Progress.Column("environment_steps");
        return Enumerable.Range(1, Math.Max(0, steps.Count - 1)).Count(i => steps[i] == steps[i - 1]);
    }

    private static IReadOnlyList<double> Count(RunRecord run, string column) => run.Progress.Column(run.Kind == RunKind.Pretraining ? "epoch" : column);

    private static RunAxis Time(double longest)
    {
        (string unit, double seconds) = longest > MostMinutes * SecondsPerMinute ? ("hours", SecondsPerHour) : ("minutes", SecondsPerMinute);
        return new("time", "time", $"{unit} of rollouts, updates and evaluations", run => [.. RunTimes.Elapsed(run.Progress).Select(time => time / seconds)]);
    }

    private static bool IsMostlyOffline(RunRecord run) => OfflineIterations(run) is > 1 and var still && 2 * still > run.Progress.Count - 1;
}
