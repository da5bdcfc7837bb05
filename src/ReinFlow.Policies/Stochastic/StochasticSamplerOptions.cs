using System.ComponentModel.DataAnnotations;

namespace ReinFlow.Policies;

/// <summary>Configures how a flow explores without a noise net; the denoising steps are those of its <see cref="NoisyFlowOptions"/>.</summary>
public sealed record StochasticSamplerOptions : IValidatableObject
{
    /// <summary>Gets or sets the transitions.</summary>
    /// <value>The default is <see cref="StochasticSampler.FlowSde"/>.</value>
    public StochasticSampler Sampler { get; set; } = StochasticSampler.FlowSde;

    /// <summary>Gets or sets which denoising steps inject noise.</summary>
    /// <value>The default is <see cref="StochasticSteps.All"/>.</value>
    public StochasticSteps Steps { get; set; } = StochasticSteps.All;

    /// <summary>
    /// Gets or sets how strong the noise is: the factor a of <see cref="StochasticSampler.FlowSde"/>, or the share η of
    /// <see cref="StochasticSampler.FlowCps"/>, which replaces the part sin(η·π/2) of the noise and must not exceed 1.
    /// </summary>
    /// <value>The default is 0.5. Typical: 0.3 to 1.</value>
    [Limits(1e-4, 100.0)]
    public float NoiseLevel { get; set; } = 0.5f;

    /// <summary>Gets or sets the standard deviation of <see cref="StochasticSampler.FixedNoise"/>, in units of normalised actions.</summary>
    /// <value>The default is 0.1. Typical: 0.05 to 0.2.</value>
    [Limits(1e-4, 10.0)]
    public float FixedStandardDeviation { get; set; } = 0.1f;

    /// <summary>Checks whether a chain can be sampled in this way.</summary>
    /// <param name="chain">The chain.</param>
    /// <returns>What is wrong.</returns>
    public IEnumerable<ValidationResult> Check(NoisyFlowOptions chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        if (chain.Grid != FlowTimeGrid.Uniform)
        {
            yield return new ValidationResult(
                $"{nameof(chain.Grid)} ({chain.Grid}) must be {FlowTimeGrid.Uniform} for {Sampler}: its noise follows the true flow time.",
                [nameof(chain.Grid)]);
        }

        if (Sampler != StochasticSampler.FixedNoise && chain is { DenoisingSteps: 1, MinimumStandardDeviation: 0 })
        {
            yield return new ValidationResult(
                $"{nameof(chain.DenoisingSteps)} (1) must be at least 2 for {Sampler}, which injects nothing where noise turns into actions in " +
                $"one step. Choose {StochasticSampler.FixedNoise}, or set {nameof(chain.MinimumStandardDeviation)}.",
                [nameof(chain.DenoisingSteps)]);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Rules().Under(validationContext);

    private IEnumerable<ValidationResult> Rules()
    {
        if (Sampler == StochasticSampler.FlowCps && NoiseLevel > 1)
        {
            yield return new ValidationResult(
                $"{nameof(NoiseLevel)} ({NoiseLevel}) must not exceed 1 for {Sampler}: at 1 all noise is drawn anew.", [nameof(NoiseLevel)]);
        }
    }
}
