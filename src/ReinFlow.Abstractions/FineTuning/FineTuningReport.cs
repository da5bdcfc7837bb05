namespace ReinFlow.FineTuning;

/// <summary>What a fine-tuning run achieved.</summary>
/// <param name="Iterations">The completed iterations.</param>
/// <param name="EnvironmentSteps">The environment steps taken for training.</param>
/// <param name="First">The evaluation before training.</param>
/// <param name="Best">The best evaluation by mean return.</param>
/// <param name="BestIteration">The iteration of the best evaluation.</param>
/// <param name="Last">The last evaluation.</param>
public sealed record FineTuningReport(
    int Iterations,
    long EnvironmentSteps,
    EpisodeStatistics? First,
    EpisodeStatistics? Best,
    int BestIteration,
    EpisodeStatistics? Last);
