namespace ReinFlow.Hosting;

/// <summary>What a host does when its fine-tuning fails.</summary>
public enum FailureBehavior
{
    /// <summary>The host stops, as it does when any background service fails, unless its own options say otherwise.</summary>
    StopHost,

    /// <summary>The host goes on; the service keeps the error.</summary>
    KeepHost,
}
