using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>The learned temperature of soft actor-critic; key <c>log_alpha</c>, its logarithm.</summary>
internal sealed class Temperature : Module
{
    private readonly Parameter _logarithm;

    /// <summary>Initializes a new instance of the <see cref="Temperature"/> class.</summary>
    /// <param name="initial">The temperature at the start.</param>
    public Temperature(double initial) =>
        _logarithm = AddParameter("log_alpha", [1], ParameterInitializers.Constant((float)Math.Log(initial)));

    /// <summary>Gets the temperature as a number.</summary>
    public float Value => MathF.Exp(_logarithm.Value.ToSingle());

    /// <summary>Gets the temperature, of shape [1], through which the gradient flows to its logarithm.</summary>
    /// <returns>The temperature.</returns>
    public Tensor Differentiable() => _logarithm.Value.Exp();
}
