using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Denoising chains as they were walked.</summary>
/// <param name="Chain">The states from the start x⁰ to the action chunk, of shape [batch, chain states, horizon, action].</param>
/// <param name="LogDensity">The log-density of each transition, summed over the scored actions of the chunk, of shape [batch, K].</param>
public readonly record struct ChainSample(Tensor Chain, Tensor LogDensity);
