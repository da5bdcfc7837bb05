namespace ReinFlow.Tensors;

/// <summary>The affine map y = x Wᵀ + b over the last axis; keys <c>weight</c> [out, in] and <c>bias</c> [out].</summary>
public sealed class Linear : Module
{
    private readonly Parameter _weight;
    private readonly Parameter _bias;

    /// <summary>Initializes a new instance of the <see cref="Linear"/> class.</summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="initialBias">A constant for the bias, or <see langword="null"/> for PyTorch's default.</param>
    public Linear(int inputs, int outputs, float? initialBias = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);

        ParameterInitializer initializer = ParameterInitializers.UniformByFanIn(inputs);
        _weight = AddParameter("weight", [outputs, inputs], initializer);
        _bias = AddParameter("bias", [outputs], initialBias is { } value ? ParameterInitializers.Constant(value) : initializer);
    }

    /// <summary>Gets the number of inputs.</summary>
    public int Inputs => _weight.Shape[1];

    /// <summary>Gets the number of outputs.</summary>
    public int Outputs => _weight.Shape[0];

    /// <summary>Computes activation(x Wᵀ + b).</summary>
    /// <param name="input">x, of shape [..., in].</param>
    /// <param name="activation">The activation.</param>
    /// <returns>The result, of shape [..., out].</returns>
    public Tensor Forward(Tensor input, ActivationKind activation = ActivationKind.Identity)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Engine.Linear(input, _weight.Value, _bias.Value, activation);
    }
}
