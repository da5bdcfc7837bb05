using System.ComponentModel.DataAnnotations;
using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Configures the network that maps observation and noise straight to an action chunk.</summary>
/// <remarks>The defaults are those of FQL's authors.</remarks>
public sealed record OneStepNetworkOptions : IValidatableObject
{
    /// <summary>Gets or sets the widths of the hidden layers.</summary>
    /// <value>The default is four layers of 512.</value>
    public int[] HiddenLayers { get; set; } = [512, 512, 512, 512];

    /// <summary>Gets or sets the activation of the hidden layers.</summary>
    /// <value>The default is <see cref="ActivationKind.GELUTanh"/>.</value>
    public ActivationKind Activation { get; set; } = ActivationKind.GELUTanh;

    /// <summary>Gets or sets how the layers start.</summary>
    /// <value>The default is <see cref="LayerInitialization.GlorotUniform"/>.</value>
    public LayerInitialization Initialization { get; set; } = LayerInitialization.GlorotUniform;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        LayerRules.Check(HiddenLayers, nameof(HiddenLayers)).Under(validationContext);
}
