namespace ReinFlow.Tensors;

/// <summary>The affine map y = x Wᵀ + b over the last axis; keys <c>weight</c> [out, in] and <c>bias</c> [out].</summary>
public sealed class Linear : Module
{
    private readonly Parameter _weight;
    private readonly Parameter _bias;

    /// <summary>Initializes a new instance of the <see cref="Linear"/> class.</summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="initialBias">A constant for the bias, or <see langword="null"/> for what the initialisation says.</param>
    /// <param name="initialization">How weight and bias start.</param>
    public Linear(
        int inputs, int outputs, float? initialBias = null, LayerInitialization initialization = LayerInitialization.FanInUniform)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);

        (ParameterInitializer weight, ParameterInitializer bias) = ParameterInitializers.OfLayer(initialization, inputs, outputs);
        _weight = AddParameter("weight", [outputs, inputs], weight);
        _bias = AddParameter("bias", [outputs], initialBias is { } value ? ParameterInitializers.Constant(value) : bias);
    }

    /// <summary>Gets the number of inputs.</summary>
    public int Inputs => _weight.Shape[1];

    /// <summary>Gets the number of outputs.</summary>
    public int Outputs => _weight.Shape[0];

    /// <summary>Computes activation(x Wᵀ + b + start).</summary>
    /// <param name="input">x, of shape [..., in].</param>
    /// <param name="activation">The activation.</param>
    /// <param name="start">What is added before the activation, of the result's shape, or <see langword="null"/>.</param>
    /// <returns>The result, of shape [..., out].</returns>
    public Tensor Forward(Tensor input, ActivationKind activation = ActivationKind.Identity, Tensor? start = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Engine.Linear(input, _weight.Value, _bias.Value, activation, start);
    }

    /// <summary>Computes the share of some inputs in x Wᵀ, so that what many rows have in common is computed once.</summary>
    /// <param name="input">The inputs, of shape [..., n].</param>
    /// <param name="firstInput">The index of the first of them among all inputs.</param>
    /// <returns>The share, of shape [..., out].</returns>
    public Tensor Share(Tensor input, int firstInput)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Engine.Linear(input, _weight.Value, null, ActivationKind.Identity, null, Columns(input, firstInput));
    }

    /// <summary>Computes activation(x Wᵀ + b) from some inputs and the share of the others.</summary>
    /// <param name="input">The inputs, of shape [..., n].</param>
    /// <param name="firstInput">The index of the first of them among all inputs.</param>
    /// <param name="share">The <see cref="Share"/> of the others, of shape [..., out].</param>
    /// <param name="activation">The activation.</param>
    /// <returns>The result, of shape [..., out].</returns>
    public Tensor Complete(Tensor input, int firstInput, Tensor share, ActivationKind activation = ActivationKind.Identity)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(share);
        return input.Engine.Linear(input, _weight.Value, _bias.Value, activation, share, Columns(input, firstInput));
    }

    private static Range Columns(Tensor input, int firstInput) => firstInput..(firstInput + input.Shape.LastAxis);
}
