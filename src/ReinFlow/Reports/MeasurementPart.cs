namespace ReinFlow.Reports;

/// <summary>One curve of a run in a chart.</summary>
/// <param name="Columns">The columns that may hold it; the first one with numbers does.</param>
internal sealed record MeasurementPart(params IReadOnlyList<string> Columns)
{
    private const string Steps = "environment_steps";

    /// <summary>Gets the environment steps per second of every iteration.</summary>
    public static MeasurementPart Throughput { get; } = new("rollout_seconds") { Compute = StepsPerSecond };

    /// <summary>Gets what the curve is called beside the name of its run, or nothing.</summary>
    public string? Name { get; init; }

    /// <summary>Gets how it is drawn.</summary>
    public ChartLine Line { get; init; } = ChartLine.Solid;

    /// <summary>Gets the column that holds a standard deviation over episodes, or <see langword="null"/>.</summary>
    public string? Deviation { get; init; }

    private Func<RunRecord, IReadOnlyList<double>>? Compute { get; init; }

    /// <summary>Gets one number per line of a run's progress, NaN where there is none.</summary>
    public IReadOnlyList<double> Values(RunRecord run) => Compute is not null
        ? Compute(run)
        : run.Progress.Column(Columns.FirstOrDefault(run.Progress.Has) ?? Columns[0]);

    private static double[] StepsPerSecond(RunRecord run)
    {
        (IReadOnlyList<double> steps, IReadOnlyList<double> rollout, IReadOnlyList<double> update) =
            (run.Progress.Column(Steps), run.Progress.Column("rollout_seconds"), run.Progress.Column("update_seconds"));
        double[] speeds = new double[steps.Count];
        for (int i = 0; i < speeds.Length; i++)
        {
            double speed = i == 0 ? double.NaN : (steps[i] - steps[i - 1]) / (rollout[i] + update[i]);
            speeds[i] = speed > 0 && double.IsFinite(speed) ? speed : double.NaN;
        }

        return speeds;
    }
}
