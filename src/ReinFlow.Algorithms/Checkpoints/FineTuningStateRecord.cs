using ReinFlow.FineTuning;

namespace ReinFlow.Algorithms;

/// <summary>How far a fine-tuning run is: what a checkpoint holds beside parameters and moments.</summary>
/// <param name="Iteration">The number of completed iterations.</param>
/// <param name="IsMidIteration">Whether the run was cancelled within the next iteration.</param>
/// <param name="EnvironmentSteps">The environment steps taken for training.</param>
/// <param name="Seed">The seed; the streams of an iteration are its splits.</param>
/// <param name="PolicySteps">The steps of the policy's optimiser.</param>
/// <param name="CriticSteps">The steps of the critic's optimiser.</param>
/// <param name="AdaptiveRates">The learning rates that the KL governs, or <see langword="null"/>.</param>
/// <param name="ReturnScaler">The state of the return scaler, or <see langword="null"/> for off-policy training.</param>
/// <param name="First">The evaluation before training.</param>
/// <param name="Best">The best evaluation.</param>
/// <param name="BestIteration">The iteration of the best evaluation.</param>
/// <param name="Last">The last evaluation.</param>
public sealed record FineTuningStateRecord(
    int Iteration,
    bool IsMidIteration,
    long EnvironmentSteps,
    ulong Seed,
    long PolicySteps,
    long CriticSteps,
    LearningRates? AdaptiveRates,
    ReturnScalerState? ReturnScaler,
    EpisodeStatistics? First,
    EpisodeStatistics? Best,
    int BestIteration,
    EpisodeStatistics? Last)
{
    /// <summary>Gets how far off-policy training is, or <see langword="null"/> for on-policy training.</summary>
    public OffPolicyStateRecord? OffPolicy { get; init; }
}
