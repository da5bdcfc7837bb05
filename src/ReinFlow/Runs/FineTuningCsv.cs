using ReinFlow.FineTuning;

namespace ReinFlow.Runs;

/// <summary>Writes the progress of fine-tuning, one line per iteration; a missing number leaves its column empty.</summary>
/// <remarks>What an algorithm measures under names of its own stands in columns of these names, after the others.</remarks>
public sealed class FineTuningCsv : IProgress<FineTuningProgress>, IDisposable
{
    private static readonly string[] Columns =
    [
        "iteration", "environment_steps", "rollout_return", "rollout_success", "rollout_length", "rollout_episodes",
        "evaluation_return", "evaluation_return_std", "evaluation_success", "evaluation_length", "evaluation_episodes",
        "policy_loss", "value_loss", "entropy", "regularization", "approximate_kl", "clip_fraction", "probability_ratio",
        "explained_variance", "noise_std", "noise_minimum", "noise_maximum", "policy_gradient_norm", "value_gradient_norm", "minibatches",
        "policy_learning_rate", "value_learning_rate", "rollout_seconds", "update_seconds", "evaluation_seconds",
    ];

    private readonly string _path;
    private readonly IReadOnlyList<string> _kept;
    private CsvFile? _file;

    /// <summary>Initializes a new instance of the <see cref="FineTuningCsv"/> class.</summary>
    /// <param name="path">The file; the first report creates it.</param>
    /// <param name="completed">The iterations of the run that goes on, whose lines are kept; 0 begins an empty file.</param>
    public FineTuningCsv(string path, int completed = 0) => (_path, _kept) = (path, CsvFile.Completed(path, completed));

    /// <inheritdoc/>
    public void Report(FineTuningProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        (EpisodeStatistics? rollout, EpisodeStatistics? evaluation, UpdateStatistics? update) = (value.Rollout, value.Evaluation, value.Update);
        _file ??= new CsvFile(_path, _kept, [.. Columns, .. value.Metrics.Select(metric => metric.Name).Select(name => Columns.Contains(name) ? $"algorithm_{name}" : name)]);
        _file.Write(
        [
            value.Iteration, value.EnvironmentSteps, rollout?.MeanReturn, rollout?.SuccessRate, rollout?.MeanLength, rollout?.Episodes,
            evaluation?.MeanReturn, evaluation?.ReturnDeviation, evaluation?.SuccessRate, evaluation?.MeanLength, evaluation?.Episodes,
            update?.PolicyLoss, update?.ValueLoss, update?.Entropy, update?.RegularizationLoss, update?.ApproximateKl, update?.ClipFraction,
            update?.ProbabilityRatio, update?.ExplainedVariance, update?.NoiseDeviation, value.NoiseBounds?.Minimum, value.NoiseBounds?.Maximum,
            update?.PolicyGradientNorm, update?.ValueGradientNorm, update?.Minibatches, update?.PolicyLearningRate, update?.ValueLearningRate,
            value.RolloutTime.TotalSeconds, value.UpdateTime.TotalSeconds, value.EvaluationTime.TotalSeconds,
            .. value.Metrics.Select(metric => (double?)metric.Value),
        ]);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
