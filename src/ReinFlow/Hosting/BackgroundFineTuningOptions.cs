namespace ReinFlow.Hosting;

/// <summary>Configures a fine-tuning in the background of a host.</summary>
public sealed record BackgroundFineTuningOptions
{
    /// <summary>Gets or sets what the host does when fine-tuning fails; the failure is logged in any case.</summary>
    /// <value>The default is <see cref="FailureBehavior.StopHost"/>.</value>
    public FailureBehavior OnFailure { get; set; } = FailureBehavior.StopHost;

    /// <summary>Gets or sets whether the host stops when fine-tuning is done, as a program does that has nothing else to do.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool StopHostWhenDone { get; set; }
}
