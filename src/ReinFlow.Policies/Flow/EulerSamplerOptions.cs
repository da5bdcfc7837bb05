namespace ReinFlow.Policies;

/// <summary>Configures Euler's method along a velocity field.</summary>
public sealed record EulerSamplerOptions
{
    /// <summary>Gets or sets the number of denoising steps.</summary>
    /// <value>The default is 4.</value>
    [Limits(1, 1000)]
    public int DenoisingSteps { get; set; } = 4;

    /// <summary>Gets or sets the flow times at which the velocity is evaluated.</summary>
    /// <value>The default is <see cref="FlowTimeGrid.Uniform"/>.</value>
    public FlowTimeGrid Grid { get; set; } = FlowTimeGrid.Uniform;

    /// <summary>Gets or sets whether every step, not only the last one, ends within the bounds of the actions.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool ClipEveryStep { get; set; } = true;
}
