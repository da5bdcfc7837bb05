using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>The density of independent normal numbers: N(mean, deviation²) for every component of a row.</summary>
internal static class GaussianTransition
{
    private static readonly float HalfLogTwoPi = (float)(0.5 * Math.Log(Math.Tau));

    /// <summary>Computes log-densities, summed over the last axis.</summary>
    /// <param name="value">The numbers, of shape [rows, size].</param>
    /// <param name="mean">Their means.</param>
    /// <param name="deviation">Their standard deviations.</param>
    /// <param name="logDeviation">The logarithms of <paramref name="deviation"/>.</param>
    /// <returns>The log-densities, of shape [rows].</returns>
    public static Tensor LogDensity(Tensor value, Tensor mean, Tensor deviation, Tensor logDeviation)
    {
        Tensor distance = ((value - mean) / deviation).Square();
        return value.Engine.Affine((distance * -0.5f - logDeviation).Sum(-1), 1f, -value.Shape[-1] * HalfLogTwoPi);
    }

    /// <summary>Computes differential entropies, summed over the last axis.</summary>
    /// <param name="logDeviation">The logarithms of the standard deviations, of shape [rows, size].</param>
    /// <returns>The entropies, of shape [rows].</returns>
    public static Tensor Entropy(Tensor logDeviation) => logDeviation.Sum(-1) + (logDeviation.Shape[-1] * (0.5f + HalfLogTwoPi));
}
