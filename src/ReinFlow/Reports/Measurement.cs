namespace ReinFlow.Reports;

/// <summary>What one chart shows.</summary>
/// <param name="Title">What is measured.</param>
/// <param name="Note">The unit, and what it means.</param>
/// <param name="Parts">The curves of one run.</param>
/// <param name="Scale">How values are placed.</param>
/// <param name="Floor">The smallest value that is shown.</param>
internal sealed record Measurement(
    string Title,
    string Note,
    IReadOnlyList<MeasurementPart> Parts,
    ChartScale Scale = ChartScale.Linear,
    double Floor = double.NegativeInfinity)
{
    /// <summary>What counts or times, and is no result.</summary>
    private static readonly string[] Bookkeeping =
    [
        "iteration", "epoch", "environment_steps", "rollout_episodes", "evaluation_episodes", "minibatches",
        "rollout_seconds", "update_seconds", "training_seconds", "evaluation_seconds",
    ];

    private static readonly Measurement Evaluation = new(
        "Evaluation return", "mean undiscounted return of the episodes of an evaluation", [new("evaluation_return") { Deviation = "evaluation_return_std" }]);

    private static readonly Measurement Success = new(
        "Success", "share of successful episodes; full line: evaluation, broken line: rollout",
        [new("evaluation_success"), new("rollout_success") { Line = ChartLine.Dashed, Name = "rollout" }],
        ChartScale.Percent);

    private static readonly Measurement[] FineTuning =
    [
        Evaluation,
        new("Rollout return", "mean undiscounted return of the episodes that ended in a rollout, with exploration", [new("rollout_return")]),
        Success,
        new(
            "Episode length", "environment steps; full line: evaluation, broken line: rollout",
            [new("evaluation_length"), new("rollout_length") { Line = ChartLine.Dashed, Name = "rollout" }]),
        new("Approximate KL", "how far an update moved the policy, in nats", [new("approximate_kl")], ChartScale.LogarithmicIfWide),
        new("Clip fraction", "share of probability ratios that the update clipped", [new("clip_fraction")], ChartScale.Percent),
        new("Value loss", "loss of the critics, on a scale of each algorithm's own", [new("value_loss", "critic_loss")], ChartScale.LogarithmicIfWide),
        new("Explained variance", "of the returns, by the critic: 1 is perfect, values below −1 are drawn at the edge", [new("explained_variance")], Floor: -1),
        new(
            "Noise", "standard deviation of the injected noise; broken lines: its bounds",
            [
                new("noise_std"),
                new("noise_minimum") { Line = ChartLine.Dashed, Name = "lower bound" },
                new("noise_maximum") { Line = ChartLine.Dashed, Name = "upper bound" },
            ]),
        new("Throughput", "environment steps per second of rollouts and updates", [MeasurementPart.Throughput], ChartScale.LogarithmicIfWide),
    ];

    private static readonly Measurement[] Pretraining =
    [
        new(
            "Imitation loss", "full line: training, broken line: validation",
            [new("loss"), new("validation_loss") { Line = ChartLine.Dashed, Name = "validation" }],
            ChartScale.LogarithmicIfWide),
        Evaluation,
        Success,
        new("Learning rate", "of the optimiser, at the end of an epoch", [new("learning_rate")]),
    ];

    /// <summary>Gets the charts that every run of a kind has, if it has the numbers.</summary>
    public static IReadOnlyList<Measurement> Of(RunKind kind) => kind == RunKind.Pretraining ? Pretraining : FineTuning;

    /// <summary>Gets a chart for every further column, whoever wrote it.</summary>
    public static IReadOnlyList<Measurement> Further(RunKind kind, IReadOnlyList<RunRecord> runs)
    {
        HashSet<string> shown = [.. Bookkeeping, .. Of(kind).SelectMany(measurement => measurement.Parts).SelectMany(part => part.Columns.Append(part.Deviation ?? string.Empty))];
        return
        [
            .. runs.SelectMany(run => run.Progress.Columns)
                .Distinct()
                .Where(name => name.Length > 0 && !shown.Contains(name) && runs.Any(run => IsTelling(run.Progress.Column(name))))
                .Select(name => new Measurement(TitleOf(name), $"column {name} of progress.csv", [new(name)])),
        ];
    }

    private static bool IsTelling(IReadOnlyList<double> values) => values.Any(value => double.IsFinite(value) && value != 0);

    private static string TitleOf(string name)
    {
        string words = name.Replace("algorithm_", string.Empty, StringComparison.Ordinal).Replace('_', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }
}
