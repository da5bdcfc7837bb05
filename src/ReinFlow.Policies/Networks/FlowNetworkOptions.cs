using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Configures the velocity network of a flow policy on states.</summary>
/// <remarks>The defaults are those of ReinFlow's locomotion tasks.</remarks>
public sealed record FlowNetworkOptions : IValidatableObject
{
    /// <summary>Gets or sets how the network of a rectified flow reads the flow time; other policies always embed their steps.</summary>
    /// <value>The default is <see cref="StepEmbeddingKind.Sinusoidal"/>.</value>
    public StepEmbeddingKind StepEmbedding { get; set; } = StepEmbeddingKind.Sinusoidal;

    /// <summary>Gets or sets the length of an embedded denoising step.</summary>
    /// <value>The default is 16. It must be even.</value>
    [Limits(4, 4096)]
    public int StepEmbeddingDimension { get; set; } = 16;

    /// <summary>Gets or sets the widths of the observation encoder; the last one is the length of the condition.</summary>
    /// <value>The default is empty: the flattened observation is the condition.</value>
    public int[] ConditionLayers { get; set; } = [];

    /// <summary>Gets or sets the network that predicts the velocity; its activation is the observation encoder's, too.</summary>
    /// <value>The default is a residual network of width 512 with one block and <see cref="ActivationKind.ReLU"/>.</value>
    [ValidateObjectMembers(typeof(PerceptronOptionsValidator))]
    public PerceptronOptions Head { get; set; } = new() { HiddenLayers = [512, 512, 512], Activation = ActivationKind.ReLU };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Rules().Under(validationContext);

    private IEnumerable<ValidationResult> Rules()
    {
        if (StepEmbeddingDimension % 2 != 0)
        {
            yield return new ValidationResult(
                $"{nameof(StepEmbeddingDimension)} ({StepEmbeddingDimension}) must be even: half of it are sines, half cosines.",
                [nameof(StepEmbeddingDimension)]);
        }

        foreach (ValidationResult failure in LayerRules.Check(ConditionLayers, nameof(ConditionLayers)))
        {
            yield return failure;
        }
    }
}
