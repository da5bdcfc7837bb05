using System.ComponentModel.DataAnnotations;
using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Configures an ensemble of critics of observation and action chunk.</summary>
/// <remarks>The defaults are those of FQL's authors; <see cref="OfPort"/> has those of ReinFlow's port.</remarks>
public sealed record CriticEnsembleOptions : IValidatableObject
{
    /// <summary>Gets or sets the number of members, each with initial values of its own.</summary>
    /// <value>The default is 2.</value>
    [Limits(1, 100)]
    public int Members { get; set; } = 2;

    /// <summary>Gets or sets the widths of the hidden layers.</summary>
    /// <value>The default is four layers of 512.</value>
    public int[] HiddenLayers { get; set; } = [512, 512, 512, 512];

    /// <summary>Gets or sets the activation of the hidden layers.</summary>
    /// <value>The default is <see cref="ActivationKind.GELUTanh"/>.</value>
    public ActivationKind Activation { get; set; } = ActivationKind.GELUTanh;

    /// <summary>Gets or sets where the hidden layers are normalised.</summary>
    /// <value>The default is <see cref="LayerNormPlacement.AfterActivation"/>.</value>
    public LayerNormPlacement LayerNorm { get; set; } = LayerNormPlacement.AfterActivation;

    /// <summary>Gets or sets the number added to the variance by the normalisation.</summary>
    /// <value>The default is 1e−6, that of JAX's Flax; PyTorch's is 1e−5.</value>
    [Limits(1e-12, 1.0)]
    public double LayerNormEpsilon { get; set; } = 1e-6;

    /// <summary>Gets or sets how the layers start.</summary>
    /// <value>The default is <see cref="LayerInitialization.GlorotUniform"/>.</value>
    public LayerInitialization Initialization { get; set; } = LayerInitialization.GlorotUniform;

    /// <summary>Makes the options of ReinFlow's port: two layers of 256, normalised before ReLU, with PyTorch's defaults.</summary>
    /// <returns>New options.</returns>
    public static CriticEnsembleOptions OfPort() => new()
    {
        HiddenLayers = [256, 256],
        Activation = ActivationKind.ReLU,
        LayerNorm = LayerNormPlacement.BeforeActivation,
        LayerNormEpsilon = 1e-5,
        Initialization = LayerInitialization.FanInUniform,
    };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        LayerRules.Check(HiddenLayers, nameof(HiddenLayers)).Under(validationContext);
}
