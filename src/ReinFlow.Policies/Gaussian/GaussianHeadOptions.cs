using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Configures the network and the noise of a Gaussian policy, or of a mixture.</summary>
/// <remarks>The defaults are those of DPPO's Gaussian policies in fine-tuning (arXiv 2409.00588).</remarks>
public sealed record GaussianHeadOptions : IValidatableObject
{
    /// <summary>Gets or sets the number of Gaussian components.</summary>
    /// <value>The default is 1: no mixture. The official mixtures have 5.</value>
    [Limits(1, 1000)]
    public int Components { get; set; } = 1;

    /// <summary>Gets or sets the layers; the output activation is that of the means.</summary>
    /// <value>The default is a residual perceptron of three layers of 512 whose means pass a tanh.</value>
    [ValidateObjectMembers]
    public PerceptronOptions Network { get; set; } = new() { HiddenLayers = [512, 512, 512], OutputActivation = ActivationKind.Tanh };

    /// <summary>Gets or sets where the standard deviation comes from.</summary>
    /// <value>The default is <see cref="GaussianDeviation.Learned"/>.</value>
    public GaussianDeviation Deviation { get; set; } = GaussianDeviation.Learned;

    /// <summary>Gets or sets the standard deviation at the start, in units of normalised actions; a state-dependent one starts in the middle.</summary>
    /// <value>The default is 0.1.</value>
    [Limits(1e-6, 10.0)]
    public float InitialStandardDeviation { get; set; } = 0.1f;

    /// <summary>Gets or sets the smallest standard deviation.</summary>
    /// <value>The default is 0.01.</value>
    [Limits(1e-6, 10.0)]
    public float MinimumStandardDeviation { get; set; } = 0.01f;

    /// <summary>Gets or sets the largest standard deviation.</summary>
    /// <value>The default is 0.2; from scratch 1 is usual.</value>
    [Limits(1e-6, 10.0)]
    public float MaximumStandardDeviation { get; set; } = 0.2f;

    /// <summary>Gets or sets the standard deviation of evaluations.</summary>
    /// <value>The default is 0: the mean is executed. The official code uses 0.0001.</value>
    [Limits(0.0, 10.0)]
    public float EvaluationStandardDeviation { get; set; }

    /// <summary>Gets or sets the magnitude, in standard deviations, to which noise is limited.</summary>
    /// <value>The default is 3.</value>
    [Limits(1e-3, 1e3)]
    public float NoiseLimit { get; set; } = 3f;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Rules().Under(validationContext);

    private IEnumerable<ValidationResult> Rules()
    {
        if (DeviationRange.Check(MinimumStandardDeviation, MaximumStandardDeviation) is { } mistake)
        {
            yield return mistake;
        }

        if (Deviation == GaussianDeviation.StateDependent && (Components > 1 || Network.HiddenLayers.Length < 2))
        {
            yield return new ValidationResult(
                $"{nameof(Deviation)} ({Deviation}) needs one component and at least two hidden layers, but there are {Components} and " +
                $"{Network.HiddenLayers.Length}. Choose {GaussianDeviation.Learned}, or change them.",
                [nameof(Deviation)]);
        }
    }
}
