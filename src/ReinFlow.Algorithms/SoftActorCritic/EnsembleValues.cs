using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>Reduces the values of an ensemble.</summary>
internal static class EnsembleValues
{
    /// <summary>Makes one value of those of an ensemble.</summary>
    /// <param name="values">The values, of shape [ensemble, batch].</param>
    /// <param name="reduction">How.</param>
    /// <returns>The values, of shape [batch].</returns>
    public static Tensor Reduce(Tensor values, ValueReduction reduction)
    {
        if (reduction == ValueReduction.Mean)
        {
            return values.Mean(0);
        }

        Tensor smallest = Member(values, 0);
        for (int i = 1; i < values.Shape[0]; i++)
        {
            smallest = values.Engine.Minimum(smallest, Member(values, i));
        }

        return smallest;
    }

    private static Tensor Member(Tensor values, int index) => values.Slice(0, index, 1).Reshape([values.Shape[1]]);
}
