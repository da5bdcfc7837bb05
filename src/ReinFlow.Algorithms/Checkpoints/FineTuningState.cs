namespace ReinFlow.Algorithms;

/// <summary>The whole state of a fine-tuning run: live parameters and optimisers, and a record of the rest.</summary>
/// <param name="Parts">The networks with their parameters and optimisers; the first one is the policy.</param>
/// <param name="Progress">How far the run is.</param>
public sealed record FineTuningState(IReadOnlyList<LearnedPart> Parts, FineTuningStateRecord Progress)
{
    /// <summary>
    /// Gets whether a run that goes on from here ends with the same bits: on-policy training does not within an iteration, whose rollout is
    /// not kept.
    /// </summary>
    public bool IsResumable => Progress.OffPolicy is not null || !Progress.IsMidIteration;

    /// <summary>Gets further files that only the checkpoint from which a run goes on needs, such as the running episodes.</summary>
    public IReadOnlyList<CheckpointPart> ResumeFiles { get; init; } = [];

    /// <summary>Says of a state that is evaluated after an iteration, before the iteration is reported, which one it follows.</summary>
    /// <param name="iteration">The number of completed iterations.</param>
    /// <returns>The state.</returns>
    internal FineTuningState After(int iteration) => this with { Progress = Progress with { Iteration = iteration, IsMidIteration = false } };
}
