namespace ReinFlow.FineTuning;

/// <summary>What finished episodes amounted to. Standard deviations are those of the population.</summary>
/// <param name="Episodes">The number of finished episodes; unfinished ones do not count.</param>
/// <param name="MeanReturn">The mean undiscounted return.</param>
/// <param name="ReturnDeviation">The standard deviation of the return.</param>
/// <param name="MeanBestReward">The mean of the largest reward of a single environment step.</param>
/// <param name="SuccessRate">The share of the episodes that met <paramref name="SuccessCriterion"/>, in [0, 1].</param>
/// <param name="MeanLength">The mean number of environment steps.</param>
/// <param name="LengthDeviation">The standard deviation of the number of environment steps.</param>
/// <param name="SuccessCriterion">When an episode counts as a success, in the environment's words.</param>
public sealed record EpisodeStatistics(
    int Episodes,
    double MeanReturn,
    double ReturnDeviation,
    double MeanBestReward,
    double SuccessRate,
    double MeanLength,
    double LengthDeviation,
    string SuccessCriterion);
