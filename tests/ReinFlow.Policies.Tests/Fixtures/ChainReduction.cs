using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

/// <summary>Reduces log-densities and entropies of transitions to numbers of chains, as the official code does.</summary>
internal static class ChainReduction
{
    /// <summary>Sums log-densities, with that of the start if wanted; over the number of terms and components if wanted.</summary>
    public static float[] LogDensity(Tensor chain, Tensor perStep, bool withStart, bool normalise)
    {
        (int batch, int steps, int size) = Axes(chain);
        float[] starts = chain.Slice(1, 0, 1).Reshape([batch, size]).Square().Sum(1).ToArray();
        double divisor = normalise ? (double)(steps + (withStart ? 1 : 0)) * size : 1;
        return [.. perStep.Sum(1).ToArray().Select((sum, row) =>
            (float)((sum + (withStart ? (-0.5 * starts[row]) - (0.5 * size * Math.Log(Math.Tau)) : 0)) / divisor))];
    }

    /// <summary>Averages entropies over the terms, and over the components if wanted.</summary>
    public static float[] EntropyRate(Tensor chain, Tensor perStep, bool withStart, bool normalise)
    {
        (_, int steps, int size) = Axes(chain);
        double start = withStart ? size * 0.5 * (1 + Math.Log(Math.Tau)) : 0;
        double divisor = (steps + (withStart ? 1.0 : 0)) * (normalise ? size : 1);
        return [.. perStep.Sum(1).ToArray().Select(sum => (float)((sum + start) / divisor))];
    }

    private static (int Batch, int Steps, int Size) Axes(Tensor chain) =>
        (chain.Shape[0], chain.Shape[1] - 1, chain.Shape[2] * chain.Shape[3]);
}
