using ReinFlow.FineTuning;

namespace ReinFlow.Runs;

/// <summary>Writes the progress of fine-tuning, one line per iteration; a missing number leaves its column empty.</summary>
public sealed class FineTuningCsv : IProgress<FineTuningProgress>, IDisposable
{
    private readonly CsvFile _file;

    /// <summary>Initializes a new instance of the <see cref="FineTuningCsv"/> class.</summary>
    /// <param name="path">The file, which must not exist.</param>
    public FineTuningCsv(string path) => _file = new CsvFile(
        path,
        "iteration", "environment_steps", "rollout_return", "rollout_success", "rollout_length", "rollout_episodes",
        "evaluation_return", "evaluation_return_std", "evaluation_success", "evaluation_length", "evaluation_episodes",
        "policy_loss", "value_loss", "entropy", "regularization", "approximate_kl", "clip_fraction", "probability_ratio",
        "explained_variance", "noise_std", "noise_minimum", "noise_maximum", "policy_gradient_norm", "value_gradient_norm", "minibatches",
        "policy_learning_rate", "value_learning_rate", "rollout_seconds", "update_seconds", "evaluation_seconds");

    /// <inheritdoc/>
    public void Report(FineTuningProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        (EpisodeStatistics? rollout, EpisodeStatistics? evaluation, UpdateStatistics? update) = (value.Rollout, value.Evaluation, value.Update);
        _file.Write(
            value.Iteration, value.EnvironmentSteps, rollout?.MeanReturn, rollout?.SuccessRate, rollout?.MeanLength, rollout?.Episodes,
            evaluation?.MeanReturn, evaluation?.ReturnDeviation, evaluation?.SuccessRate, evaluation?.MeanLength, evaluation?.Episodes,
            update?.PolicyLoss, update?.ValueLoss, update?.Entropy, update?.RegularizationLoss, update?.ApproximateKl, update?.ClipFraction,
            update?.ProbabilityRatio, update?.ExplainedVariance, update?.NoiseDeviation, value.NoiseBounds?.Minimum, value.NoiseBounds?.Maximum,
            update?.PolicyGradientNorm, update?.ValueGradientNorm, update?.Minibatches, update?.PolicyLearningRate, update?.ValueLearningRate,
            value.RolloutTime.TotalSeconds, value.UpdateTime.TotalSeconds, value.EvaluationTime.TotalSeconds);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
