namespace ReinFlow.Hosting;

/// <summary>How far a fine-tuning in the background has come.</summary>
public enum FineTuningServiceState
{
    /// <summary>The host has not started it.</summary>
    Waiting,

    /// <summary>It is fine-tuning.</summary>
    Running,

    /// <summary>It has done all its iterations.</summary>
    Completed,

    /// <summary>The host stopped it; the last checkpoint has what it learned.</summary>
    Stopped,

    /// <summary>It ended with an error.</summary>
    Failed,
}
