using System.ComponentModel.DataAnnotations;
using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Configures the noise that is injected into the denoising chain.</summary>
/// <remarks>The defaults are those of ReinFlow's hopper task.</remarks>
public sealed record NoiseNetOptions : IValidatableObject
{
    /// <summary>Gets or sets where the standard deviation comes from.</summary>
    /// <value>The default is <see cref="NoiseSchedule.LearnDecay"/>.</value>
    public NoiseSchedule Schedule { get; set; } = NoiseSchedule.LearnDecay;

    /// <summary>Gets or sets the smallest standard deviation, in units of normalised actions.</summary>
    /// <value>The default is 0.1. Typical: 0.05 to 0.1.</value>
    [Limits(1e-6, 10.0)]
    public float MinimumStandardDeviation { get; set; } = 0.1f;

    /// <summary>Gets or sets the largest standard deviation at the start of the run, in units of normalised actions.</summary>
    /// <value>The default is 0.24. Typical: 0.1 to 0.24.</value>
    [Limits(1e-6, 10.0)]
    public float MaximumStandardDeviation { get; set; } = 0.24f;

    /// <summary>Gets or sets what the noise net sees.</summary>
    /// <value>The default is <see cref="NoiseFeatures.StepAndCondition"/>.</value>
    public NoiseFeatures Features { get; set; } = NoiseFeatures.StepAndCondition;

    /// <summary>Gets or sets the length of a learned step embedding, for <see cref="NoiseFeatures.LearnedStepAndCondition"/>.</summary>
    /// <value>The default is 16.</value>
    [Limits(1, 4096)]
    public int LearnedStepDimension { get; set; } = 16;

    /// <summary>Gets or sets the widths of the noise net's hidden layers.</summary>
    /// <value>
    /// The default is two layers of 64. Empty means one layer: of 16 for <see cref="NoiseFeatures.Condition"/>, of the root of
    /// the summed squares of inputs and outputs for <see cref="NoiseFeatures.StepAndCondition"/>.
    /// </value>
    public int[] HiddenLayers { get; set; } = [64, 64];

    /// <summary>Gets or sets the activation of the noise net's hidden layers.</summary>
    /// <value>The default is <see cref="ActivationKind.Tanh"/>.</value>
    public ActivationKind Activation { get; set; } = ActivationKind.Tanh;

    /// <summary>Gets or sets the share of a run during which <see cref="NoiseSchedule.LearnDecay"/> holds the upper bound.</summary>
    /// <value>The default is 0.35.</value>
    [Limits(0.0, 1.0)]
    public double HoldRatio { get; set; } = 0.35;

    /// <summary>Gets or sets the share of the distance between the bounds that <see cref="NoiseSchedule.LearnDecay"/> leaves.</summary>
    /// <value>The default is 0.7.</value>
    [Limits(0.0, 1.0)]
    public double DecayRatio { get; set; } = 0.7;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Rules().Under(validationContext);

    private IEnumerable<ValidationResult> Rules()
    {
        if (DeviationRange.Check(MinimumStandardDeviation, MaximumStandardDeviation) is { } mistake)
        {
            yield return mistake;
        }

        foreach (ValidationResult failure in LayerRules.Check(HiddenLayers, nameof(HiddenLayers)))
        {
            yield return failure;
        }

        if (Features == NoiseFeatures.LearnedStepAndCondition && HiddenLayers.Length == 0)
        {
            yield return new ValidationResult(
                $"{nameof(HiddenLayers)} (empty) needs at least one width when {nameof(Features)} is {Features}.", [nameof(HiddenLayers)]);
        }
    }
}
