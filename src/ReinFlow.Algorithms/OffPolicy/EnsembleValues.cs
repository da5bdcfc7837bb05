using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>Reduces the values of an ensemble.</summary>
internal static class EnsembleValues
{
    /// <summary>Makes one value of those of an ensemble.</summary>
    /// <param name="values">The values, of shape [ensemble, batch].</param>
    /// <param name="reduction">How.</param>
    /// <returns>The values, of shape [batch].</returns>
    public static Tensor Reduce(Tensor values, ValueReduction reduction) =>
        reduction == ValueReduction.Mean ? values.Mean(0) : values.Minimum(0);
}
