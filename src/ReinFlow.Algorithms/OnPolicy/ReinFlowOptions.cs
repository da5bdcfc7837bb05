namespace ReinFlow.Algorithms;

/// <summary>Configures ReinFlow: PPO with one probability ratio per denoising chain (arXiv 2505.22094).</summary>
public sealed record ReinFlowOptions : OnPolicyOptions
{
    /// <summary>Gets or sets how far the probability ratio may move from 1 before its gradient is cut.</summary>
    /// <value>The default is 0.01, as in all official configurations.</value>
    /// <remarks>It is read in the units of the normalised log-density: per denoising step and action component.</remarks>
    [Limits(1e-9, 1.0)]
    public float ClipRange { get; set; } = 0.01f;

    /// <summary>Gets or sets the lower limit of the normalised log-density; below it a sample has no policy gradient.</summary>
    /// <value>The default is −1.</value>
    [Limits(-1e6, 1e6)]
    public float MinimumLogDensity { get; set; } = -1f;

    /// <summary>Gets or sets the upper limit of the normalised log-density; above it a sample has no policy gradient.</summary>
    /// <value>The default is 1. It must exceed <see cref="MinimumLogDensity"/>.</value>
    [Limits(-1e6, 1e6)]
    public float MaximumLogDensity { get; set; } = 1f;

    /// <summary>Gets or sets whether the log-density of a chain is divided by its number of terms.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool NormalizeByDenoisingSteps { get; set; } = true;

    /// <summary>Gets or sets whether the log-density of a chain is divided by the number of components of a chunk.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool NormalizeByActionSize { get; set; } = true;

    /// <summary>Gets or sets whether the density of the chain's start is a term of its own.</summary>
    /// <value>The default is <see langword="true"/>. The term cancels in the ratio but counts in the normalisation.</value>
    public bool IncludeInitialNoise { get; set; } = true;
}
