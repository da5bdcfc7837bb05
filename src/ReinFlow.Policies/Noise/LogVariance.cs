using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Standard deviations σ as ln σ², in which the official networks learn and limit them.</summary>
internal static class LogVariance
{
    /// <summary>Computes ln σ².</summary>
    public static float Of(float deviation) => (float)Math.Log((double)deviation * deviation);

    /// <summary>Computes σ from ln σ².</summary>
    public static float Deviation(float logVariance) => (float)Math.Exp(0.5 * logVariance);

    /// <summary>Maps numbers from −1 to 1 linearly to ln σ² between two bounds.</summary>
    /// <param name="output">The numbers.</param>
    /// <param name="minimum">The ln σ² of −1.</param>
    /// <param name="maximum">The ln σ² of 1.</param>
    /// <returns>The standard deviations σ.</returns>
    public static Tensor Between(Tensor output, float minimum, float maximum)
    {
        float slope = 0.25f * (maximum - minimum);
        return output.Engine.Affine(output, slope, (0.5f * minimum) + slope).Exp();
    }
}
