namespace ReinFlow.Algorithms;

/// <summary>The whole state of a fine-tuning run: live parameters and optimisers, and a record of the rest.</summary>
/// <param name="Parts">The networks with their parameters and optimisers; the first one is the policy.</param>
/// <param name="Progress">How far the run is.</param>
public sealed record FineTuningState(IReadOnlyList<LearnedPart> Parts, FineTuningStateRecord Progress)
{
    /// <summary>Gets further files that only the checkpoint from which a run goes on needs, such as a replay buffer.</summary>
    public IReadOnlyList<CheckpointPart> ResumeFiles { get; init; } = [];
}
