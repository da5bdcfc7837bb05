using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>A micro-batch's share of a policy loss.</summary>
/// <param name="Policy">The share of the clipped policy loss, a single number.</param>
/// <param name="Entropy">The share of the mean entropy rate, a single number.</param>
/// <param name="LogRatio">The logarithms of the probability ratios, of shape [batch, ratios].</param>
public readonly record struct ChainLoss(Tensor Policy, Tensor Entropy, Tensor LogRatio);
