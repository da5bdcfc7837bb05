using ReinFlow.Policies;

namespace ReinFlow.FineTuning;

/// <summary>The state of a run after one iteration of rollout and update.</summary>
/// <param name="Iteration">The number of completed iterations; 0 is the evaluation before the first.</param>
/// <param name="Iterations">The iterations of the run.</param>
/// <param name="EnvironmentSteps">The environment steps taken for training so far.</param>
/// <param name="Rollout">The episodes that ended in the rollout, or <see langword="null"/> before the first iteration.</param>
/// <param name="Update">What the update did, or <see langword="null"/> before the first iteration and for algorithms with other <see cref="Metrics"/>.</param>
/// <param name="Evaluation">The evaluation after the iteration, or <see langword="null"/> if there was none.</param>
/// <param name="NoiseBounds">The bounds of the injected noise, or <see langword="null"/> where there are none.</param>
/// <param name="RolloutTime">The time of the rollout.</param>
/// <param name="UpdateTime">The time of the update.</param>
/// <param name="EvaluationTime">The time of the evaluation.</param>
public sealed record FineTuningProgress(
    int Iteration,
    int Iterations,
    long EnvironmentSteps,
    EpisodeStatistics? Rollout,
    UpdateStatistics? Update,
    EpisodeStatistics? Evaluation,
    NoiseBounds? NoiseBounds,
    TimeSpan RolloutTime,
    TimeSpan UpdateTime,
    TimeSpan EvaluationTime)
{
    /// <summary>Gets what the algorithm measures beside <see cref="Update"/>, in an order that stays the same over a run.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>Gets what has begun to look like a policy that no longer learns, each as a sentence with what to do; said once until it has passed.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
