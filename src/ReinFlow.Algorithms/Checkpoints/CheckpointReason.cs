namespace ReinFlow.Algorithms;

/// <summary>Why a state is offered to be kept.</summary>
public enum CheckpointReason
{
    /// <summary>The run begins, or an iteration was completed and reported.</summary>
    Completed,

    /// <summary>A numbered checkpoint is due.</summary>
    Numbered,

    /// <summary>The evaluation was the best so far.</summary>
    Best,

    /// <summary>The run was cancelled; the last iteration may be incomplete.</summary>
    Interrupted,
}
