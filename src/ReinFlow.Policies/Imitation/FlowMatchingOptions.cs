namespace ReinFlow.Policies;

/// <summary>Configures flow matching.</summary>
public sealed record FlowMatchingOptions
{
    /// <summary>Gets or sets how flow times are drawn.</summary>
    /// <value>The default is <see cref="TimeSampling.Uniform"/>.</value>
    public TimeSampling TimeSampling { get; set; } = TimeSampling.Uniform;
}
