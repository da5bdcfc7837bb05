using System.ComponentModel.DataAnnotations;
using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Configures a perceptron: the layers between its inputs and its outputs.</summary>
/// <remarks>The defaults are those of the value function of ReinFlow's locomotion tasks.</remarks>
public sealed record PerceptronOptions : IValidatableObject
{
    /// <summary>Gets or sets the widths of the hidden layers.</summary>
    /// <value>
    /// The default is three layers of 256. A residual perceptron has the width of the first entry everywhere; the number of
    /// entries sets its depth and must be odd: one more than twice the number of residual blocks.
    /// </value>
    public int[] HiddenLayers { get; set; } = [256, 256, 256];

    /// <summary>Gets or sets the activation of the hidden layers.</summary>
    /// <value>The default is <see cref="ActivationKind.Mish"/>.</value>
    public ActivationKind Activation { get; set; } = ActivationKind.Mish;

    /// <summary>Gets or sets the activation of the outputs.</summary>
    /// <value>The default is <see cref="ActivationKind.Identity"/>.</value>
    public ActivationKind OutputActivation { get; set; } = ActivationKind.Identity;

    /// <summary>Gets or sets whether the hidden layers are pre-activation residual blocks.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Residual { get; set; } = true;

    /// <summary>Gets or sets whether hidden layers are normalised.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool LayerNorm { get; set; }

    /// <summary>Gets or sets whether the output layer is normalised before its activation.</summary>
    /// <value>The default is <see langword="false"/>. A plain perceptron needs <see cref="LayerNorm"/> for it, too.</value>
    public bool FinalLayerNorm { get; set; }

    /// <summary>Gets or sets the initial bias of the output layer.</summary>
    /// <value>The default is <see langword="null"/>: PyTorch's uniform initialisation.</value>
    public float? InitialOutputBias { get; set; }

    /// <summary>Gets or sets how the linear layers of a plain perceptron start.</summary>
    /// <value>The default is <see cref="LayerInitialization.FanInUniform"/>, which a residual perceptron needs.</value>
    public LayerInitialization Initialization { get; set; } = LayerInitialization.FanInUniform;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Rules().Under(validationContext);

    private IEnumerable<ValidationResult> Rules()
    {
        foreach (ValidationResult failure in LayerRules.Check(HiddenLayers, nameof(HiddenLayers)))
        {
            yield return failure;
        }

        if (Residual && HiddenLayers.Length % 2 == 0)
        {
            yield return new ValidationResult(
                $"{nameof(HiddenLayers)} ({string.Join(", ", HiddenLayers)}) must have an odd number of entries " +
                $"when {nameof(Residual)} is set: the first one opens the network and every residual block takes two. Add or remove one.",
                [nameof(HiddenLayers)]);
        }

        if (Residual && Initialization != LayerInitialization.FanInUniform)
        {
            yield return new ValidationResult(
                $"{nameof(Initialization)} ({Initialization}) is for plain perceptrons, but {nameof(Residual)} is set. " +
                $"Set {nameof(Residual)} to False or {nameof(Initialization)} to {LayerInitialization.FanInUniform}.",
                [nameof(Initialization)]);
        }

        if (FinalLayerNorm && !LayerNorm && !Residual)
        {
            yield return new ValidationResult(
                $"{nameof(FinalLayerNorm)} (True) needs {nameof(LayerNorm)} (False) in a plain perceptron. Set both or none.",
                [nameof(FinalLayerNorm)]);
        }
    }
}
