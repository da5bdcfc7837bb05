namespace ReinFlow.Algorithms;

/// <summary>How offline data and collected transitions come together in a batch.</summary>
public enum BatchComposition
{
    /// <summary>The offline data are the first content of the replay buffer; a batch is drawn from all of it.</summary>
    Union,

    /// <summary>A fixed share of every batch is offline data, which never leave.</summary>
    Balanced,

    /// <summary>Offline data are for the updates before the first decision; later batches are collected transitions only.</summary>
    OfflinePhaseOnly,
}
