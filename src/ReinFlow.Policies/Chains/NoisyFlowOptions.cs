namespace ReinFlow.Policies;

/// <summary>Configures a flow policy with injected noise.</summary>
/// <remarks>The defaults are those of ReinFlow's locomotion tasks.</remarks>
public sealed record NoisyFlowOptions
{
    /// <summary>Gets or sets the number K of denoising steps.</summary>
    /// <value>The default is 4.</value>
    [Limits(1, 1000)]
    public int DenoisingSteps { get; set; } = 4;

    /// <summary>Gets or sets the flow times at which the velocity is evaluated, in sampling and in scoring.</summary>
    /// <value>The default is <see cref="FlowTimeGrid.Uniform"/>.</value>
    public FlowTimeGrid Grid { get; set; } = FlowTimeGrid.Uniform;

    /// <summary>Gets or sets the magnitude to which the mean of every transition is limited.</summary>
    /// <value>The default is 1; <see langword="null"/> means no limit.</value>
    [Limits(1e-3, 1e3)]
    public float? MeanLimit { get; set; } = 1f;

    /// <summary>Gets or sets the magnitude, in standard deviations, to which injected noise is limited.</summary>
    /// <value>The default is 3.</value>
    [Limits(1e-3, 1e3)]
    public float NoiseLimit { get; set; } = 3f;

    /// <summary>Gets or sets a floor under the standard deviation of every transition, in sampling and in scoring.</summary>
    /// <value>The default is 0: only the bounds of the noise net hold.</value>
    /// <remarks>
    /// The official code raises the standard deviation in sampling only; where the floor lies above the lower bound of the noise
    /// net, it scores another kernel than the one it sampled from.
    /// </remarks>
    [Limits(0.0, 10.0)]
    public float MinimumStandardDeviation { get; set; }
}
