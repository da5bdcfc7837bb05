namespace ReinFlow.Algorithms;

/// <summary>How far off-policy training is.</summary>
/// <param name="OfflineUpdates">The updates on offline data.</param>
/// <param name="Decisions">The decisions in every environment.</param>
/// <param name="Updates">All updates; the streams of one are splits by its index.</param>
/// <param name="OptimizerSteps">The steps of every part's optimiser, by the name of the part.</param>
public sealed record OffPolicyStateRecord(
    long OfflineUpdates, long Decisions, long Updates, IReadOnlyDictionary<string, long> OptimizerSteps)
{
    /// <summary>Gets the options that a resumed run must share, or <see langword="null"/> in a checkpoint of an earlier version.</summary>
    public OffPolicyScheduleRecord? Schedule { get; init; }

    /// <summary>Gets what the updates of an iteration that is not complete have measured, or <see langword="null"/> if there are none.</summary>
    public UpdateMetricsRecord? Metrics { get; init; }
}
