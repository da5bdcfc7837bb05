using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>What the current parameters say of given denoising chains; differentiable.</summary>
/// <param name="LogDensity">The log-density of each transition, summed over the scored actions of the chunk, of shape [batch, K].</param>
/// <param name="Entropy">The entropy of each transition, summed over the chunk, of shape [batch, K].</param>
/// <param name="StandardDeviation">The standard deviation of each transition, of shape [batch, K, horizon·action].</param>
public readonly record struct ChainLikelihood(Tensor LogDensity, Tensor Entropy, Tensor StandardDeviation);
