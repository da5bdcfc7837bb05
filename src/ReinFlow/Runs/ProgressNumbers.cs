using ReinFlow.Algorithms;
using ReinFlow.FineTuning;

namespace ReinFlow.Runs;

/// <summary>The numbers of a report by name and in order, for everything that writes them down; the first one counts.</summary>
internal static class ProgressNumbers
{
    /// <summary>Lists the numbers of an iteration; what an algorithm measures under names of its own comes last.</summary>
    public static KeyValuePair<string, double?>[] Of(FineTuningProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        KeyValuePair<string, double?>[] common =
        [
            Number("iteration", value.Iteration), Number("environment_steps", value.EnvironmentSteps),
            .. Rollout(value.Rollout), .. Evaluation(value.Evaluation), .. Update(value.Update, value.NoiseBounds),
            Number("rollout_seconds", value.RolloutTime.TotalSeconds), Number("update_seconds", value.UpdateTime.TotalSeconds),
            Number("evaluation_seconds", value.EvaluationTime.TotalSeconds),
        ];
        return
        [
            .. common,
            .. value.Metrics.Select(metric => Number(common.Any(number => number.Key == metric.Name) ? $"algorithm_{metric.Name}" : metric.Name, metric.Value)),
        ];
    }

    /// <summary>Lists the numbers of an epoch.</summary>
    public static KeyValuePair<string, double?>[] Of(PretrainingProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return
        [
            Number("epoch", value.Epoch), Number("loss", value.Loss), Number("validation_loss", value.ValidationLoss),
            Number("learning_rate", value.LearningRate), .. Evaluation(value.Evaluation),
            Number("training_seconds", value.TrainingTime.TotalSeconds), Number("evaluation_seconds", value.EvaluationTime.TotalSeconds),
        ];
    }

    /// <summary>Lists what there is to show over the steps: without the count, and without what is missing or not finite.</summary>
    public static IEnumerable<KeyValuePair<string, double>> Finite(KeyValuePair<string, double?>[] numbers) => numbers
        .Skip(1)
        .Where(number => number.Value is { } value && double.IsFinite(value))
        .Select(number => KeyValuePair.Create(number.Key, number.Value!.Value));

    private static KeyValuePair<string, double?>[] Rollout(EpisodeStatistics? episodes) =>
    [
        Number("rollout_return", episodes?.MeanReturn), Number("rollout_success", episodes?.SuccessRate),
        Number("rollout_length", episodes?.MeanLength), Number("rollout_episodes", episodes?.Episodes),
    ];

    private static KeyValuePair<string, double?>[] Evaluation(EpisodeStatistics? episodes) =>
    [
        Number("evaluation_return", episodes?.MeanReturn), Number("evaluation_return_std", episodes?.ReturnDeviation),
        Number("evaluation_success", episodes?.SuccessRate), Number("evaluation_length", episodes?.MeanLength),
        Number("evaluation_episodes", episodes?.Episodes),
    ];

    private static KeyValuePair<string, double?>[] Update(UpdateStatistics? update, Policies.NoiseBounds? bounds) =>
    [
        Number("policy_loss", update?.PolicyLoss), Number("value_loss", update?.ValueLoss), Number("entropy", update?.Entropy),
        Number("regularization", update?.RegularizationLoss), Number("approximate_kl", update?.ApproximateKl),
        Number("clip_fraction", update?.ClipFraction), Number("probability_ratio", update?.ProbabilityRatio),
        Number("explained_variance", update?.ExplainedVariance), Number("noise_std", update?.NoiseDeviation),
        Number("noise_minimum", bounds?.Minimum), Number("noise_maximum", bounds?.Maximum),
        Number("policy_gradient_norm", update?.PolicyGradientNorm), Number("value_gradient_norm", update?.ValueGradientNorm),
        Number("minibatches", update?.Minibatches), Number("policy_learning_rate", update?.PolicyLearningRate),
        Number("value_learning_rate", update?.ValueLearningRate), Number("limited_density_share", update?.LimitedDensityShare),
    ];

    private static KeyValuePair<string, double?> Number(string name, double? value) => KeyValuePair.Create(name, value);
}
