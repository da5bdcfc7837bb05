using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Sums of probabilities given by their logarithms, over the last of two axes, without overflow.</summary>
internal static class LogMixture
{
    /// <summary>Computes log Σ exp(x), of shape [rows, 1].</summary>
    public static Tensor Sum(Tensor logarithms)
    {
        Tensor largest = logarithms.Slice(1, 0, 1);
        for (int i = 1; i < logarithms.Shape[1]; i++)
        {
            largest = largest.Engine.Maximum(largest, logarithms.Slice(1, i, 1));
        }

        largest = largest.StopGradient();
        return (logarithms - largest).Exp().Sum(1).Reshape([logarithms.Shape[0], 1]).Log() + largest;
    }

    /// <summary>Computes the logarithms of the softmax.</summary>
    public static Tensor Normalize(Tensor logits) => logits - Sum(logits);
}
