namespace ReinFlow.Tensors;

/// <summary>The usual ways to fill a new parameter.</summary>
public static class ParameterInitializers
{
    /// <summary>Fills with one number.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The initialiser.</returns>
    public static ParameterInitializer Constant(float value) => (values, _) => values.Fill(value);

    /// <summary>Fills with U(−1/√fan-in, 1/√fan-in), the default of PyTorch's linear layers for weights and biases.</summary>
    /// <param name="fanIn">The inputs of the layer.</param>
    /// <returns>The initialiser.</returns>
    public static ParameterInitializer UniformByFanIn(int fanIn)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fanIn);
        return Uniform(1f / MathF.Sqrt(fanIn));
    }

    /// <summary>Gets how the weight and the bias of a linear layer are filled.</summary>
    /// <param name="initialization">The way.</param>
    /// <param name="fanIn">The inputs of the layer.</param>
    /// <param name="fanOut">The outputs of the layer.</param>
    /// <returns>The initialisers of weight and bias.</returns>
    public static (ParameterInitializer Weight, ParameterInitializer Bias) OfLayer(
        LayerInitialization initialization, int fanIn, int fanOut)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fanIn);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fanOut);
        return initialization switch
        {
            LayerInitialization.FanInUniform => (UniformByFanIn(fanIn), UniformByFanIn(fanIn)),
            LayerInitialization.GlorotUniform => (Uniform(MathF.Sqrt(6f / (fanIn + fanOut))), Constant(0f)),
            _ => throw new ArgumentOutOfRangeException(nameof(initialization), initialization, "Choose FanInUniform or GlorotUniform."),
        };
    }

    /// <summary>Fills with N(0, std²).</summary>
    /// <param name="standardDeviation">The standard deviation.</param>
    /// <returns>The initialiser.</returns>
    public static ParameterInitializer Normal(float standardDeviation) => (values, random) =>
    {
        random.FillGaussian(values);
        foreach (ref float value in values)
        {
            value *= standardDeviation;
        }
    };

    private static ParameterInitializer Uniform(float bound) => (values, random) =>
    {
        foreach (ref float value in values)
        {
            value = ((2f * random.NextSingle()) - 1f) * bound;
        }
    };
}
