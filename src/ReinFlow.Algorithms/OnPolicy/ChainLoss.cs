using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>A micro-batch's share of a policy loss.</summary>
/// <param name="Policy">The share of the clipped policy loss, a single number.</param>
/// <param name="Entropy">The share of the mean entropy rate, a single number.</param>
/// <param name="LogRatio">The logarithms of the probability ratios, of shape [batch, ratios].</param>
public readonly record struct ChainLoss(Tensor Policy, Tensor Entropy, Tensor LogRatio)
{
    /// <summary>
    /// Gets by how much log-densities lie beyond their limits, where they have no gradient, of shape [batch]; 0 within them. It is
    /// <see langword="null"/> where there are no limits.
    /// </summary>
    public Tensor? Excess { get; init; }
}
