namespace ReinFlow.Reports;

/// <summary>What a run did.</summary>
public enum RunKind
{
    /// <summary>It fine-tuned a policy, or trained one from scratch, in a simulator.</summary>
    FineTuning,

    /// <summary>It imitated demonstrations or another policy.</summary>
    Pretraining,
}
