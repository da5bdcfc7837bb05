namespace ReinFlow.Environments;

/// <summary>How long environments may take, and what happens when one fails.</summary>
public sealed record EnvironmentGuardOptions
{
    /// <summary>Gets or sets what happens when an environment throws, hangs or returns a number that is not finite.</summary>
    /// <value>The default is <see cref="FaultReaction.Stop"/>: a fault is usually a defect, and episodes that end there teach the policy nothing.</value>
    public FaultReaction OnFault { get; set; }

    /// <summary>Gets or sets how often every single environment may be restarted before the run stops after all.</summary>
    /// <value>The default is 10.</value>
    [Limits(0, int.MaxValue)]
    public int MaximumRestarts { get; set; } = 10;

    /// <summary>Gets or sets the seconds that a reset or a step may take, or <see langword="null"/> for as long as it likes.</summary>
    /// <value>
    /// The default is <see langword="null"/>. With a limit every environment runs on a thread of its own, which costs some microseconds per
    /// step; a thread that hangs cannot be ended and stays behind until its call returns.
    /// </value>
    [Limits(0.001, 86_400.0)]
    public double? StepTimeoutSeconds { get; set; }
}
