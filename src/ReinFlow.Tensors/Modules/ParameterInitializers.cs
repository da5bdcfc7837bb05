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
        float bound = 1f / MathF.Sqrt(fanIn);
        return (values, random) =>
        {
            foreach (ref float value in values)
            {
                value = ((2f * random.NextSingle()) - 1f) * bound;
            }
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
}
