namespace ReinFlow.Tensors;

/// <summary>Layer normalisation of the last axis; keys <c>weight</c> and <c>bias</c>, both [features].</summary>
public sealed class LayerNorm : Module
{
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly float _epsilon;

    /// <summary>Initializes a new instance of the <see cref="LayerNorm"/> class.</summary>
    /// <param name="features">The length of the last axis.</param>
    /// <param name="epsilon">The number added to the variance.</param>
    public LayerNorm(int features, float epsilon = 1e-5f)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        _weight = AddParameter("weight", [features], ParameterInitializers.Constant(1f));
        _bias = AddParameter("bias", [features], ParameterInitializers.Constant(0f));
        _epsilon = epsilon;
    }

    /// <summary>Normalises.</summary>
    /// <param name="input">The tensor, of shape [..., features].</param>
    /// <returns>The result.</returns>
    public Tensor Forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Engine.LayerNorm(input, _weight.Value, _bias.Value, _epsilon);
    }
}
