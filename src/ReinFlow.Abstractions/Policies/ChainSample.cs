using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Denoising chains as they were walked.</summary>
/// <param name="Chain">The states x⁰ … xᴷ, of shape [batch, K + 1, horizon, action]; the last one is the action chunk.</param>
/// <param name="LogDensity">The log-density of each transition, summed over the scored actions of the chunk, of shape [batch, K].</param>
public readonly record struct ChainSample(Tensor Chain, Tensor LogDensity);
