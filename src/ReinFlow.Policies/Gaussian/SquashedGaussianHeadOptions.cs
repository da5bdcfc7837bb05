using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Configures the network and the noise of a squashed Gaussian policy.</summary>
/// <remarks>The defaults are those of soft actor-critic in DPPO's baselines (arXiv 2409.00588).</remarks>
public sealed record SquashedGaussianHeadOptions : IValidatableObject
{
    /// <summary>Gets or sets the layers.</summary>
    /// <value>The default is a plain perceptron of two layers of 256 with ReLU. The output activation is not used.</value>
    [ValidateObjectMembers]
    public PerceptronOptions Network { get; set; } = new() { HiddenLayers = [256, 256], Activation = ActivationKind.ReLU, Residual = false };

    /// <summary>Gets or sets the smallest standard deviation before squashing.</summary>
    /// <value>The default is e⁻⁵.</value>
    [Limits(1e-6, 10.0)]
    public float MinimumStandardDeviation { get; set; } = 0.006737947f;

    /// <summary>Gets or sets the largest standard deviation before squashing.</summary>
    /// <value>The default is e².</value>
    [Limits(1e-6, 10.0)]
    public float MaximumStandardDeviation { get; set; } = 7.389056f;

    /// <summary>Gets or sets the magnitude, in standard deviations, to which noise is limited.</summary>
    /// <value>The default is 10.</value>
    [Limits(1e-3, 1e3)]
    public float NoiseLimit { get; set; } = 10f;

    /// <summary>Gets or sets the magnitude of the largest action.</summary>
    /// <value>
    /// The default is 1, for a run with ranges, which map ±1 to the task's actions: recipes always have them. A run without ranges acts in the
    /// task's units; there Humanoid, which takes ±0.4, needs 0.4, and a larger limit than the task's is refused.
    /// </value>
    [Limits(1e-6, 1e6)]
    public float ActionLimit { get; set; } = 1f;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Rules().Under(validationContext);

    internal GaussianHeadOptions ToGaussian() => new()
    {
        Network = Network with { OutputActivation = ActivationKind.Identity },
        Deviation = GaussianDeviation.StateDependent,
        MinimumStandardDeviation = MinimumStandardDeviation,
        MaximumStandardDeviation = MaximumStandardDeviation,
    };

    private IEnumerable<ValidationResult> Rules()
    {
        if (DeviationRange.Check(MinimumStandardDeviation, MaximumStandardDeviation) is { } mistake)
        {
            yield return mistake;
        }

        if (Network.HiddenLayers.Length < 2)
        {
            yield return new ValidationResult("A squashed Gaussian policy needs at least two hidden layers. Add one.", [nameof(Network)]);
        }
    }
}
