namespace ReinFlow.Reports;

/// <summary>What a run came to.</summary>
internal sealed class RunSummary
{
    public RunSummary(RunRecord run)
    {
        ProgressTable progress = run.Progress;
        Counts = progress.Column(run.Kind == RunKind.Pretraining ? "epoch" : "iteration");
        Done = Counts.Count > 0 ? Counts[^1] : 0;
        Evaluations = EvaluationsOf(progress, Counts);
        Seconds = RunTimes.Elapsed(progress).LastOrDefault();
        EnvironmentSteps = progress.Last("environment_steps");
        double learning = RunTimes.Learning(progress).Sum();
        StepsPerSecond = learning > 0 && EnvironmentSteps > 0 ? EnvironmentSteps / learning : double.NaN;
    }

    public IReadOnlyList<double> Counts { get; }

    public double Done { get; }

    public double EnvironmentSteps { get; }

    /// <summary>Gets the time of rollouts, updates and evaluations, in seconds.</summary>
    public double Seconds { get; }

    /// <summary>Gets the environment steps per second of rollouts and updates.</summary>
    public double StepsPerSecond { get; }

    public IReadOnlyList<RunEvaluation> Evaluations { get; }

    public RunEvaluation? First => Evaluations.Count > 0 ? Evaluations[0] : null;

    public RunEvaluation? Last => Evaluations.Count > 0 ? Evaluations[^1] : null;

    /// <summary>Gets the best evaluation of those with the most episodes: where some are missing, it is the long ones.</summary>
    public RunEvaluation? Best
    {
        get
        {
            double most = Evaluations.Select(evaluation => evaluation.Episodes).DefaultIfEmpty(double.NaN).Max();
            return Evaluations.Where(evaluation => double.IsNaN(most) || evaluation.Episodes == most).MaxBy(evaluation => evaluation.Return);
        }
    }

    private static RunEvaluation[] EvaluationsOf(ProgressTable progress, IReadOnlyList<double> counts)
    {
        IReadOnlyList<double> returns = progress.Column("evaluation_return");
        IReadOnlyList<double> deviations = progress.Column("evaluation_return_std");
        IReadOnlyList<double> successes = progress.Column("evaluation_success");
        IReadOnlyList<double> episodes = progress.Column("evaluation_episodes");
        return
        [
            .. Enumerable.Range(0, progress.Count)
                .Where(i => double.IsFinite(returns[i]))
                .Select(i => new RunEvaluation(counts[i], returns[i], deviations[i], successes[i], episodes[i])),
        ];
    }
}
