using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>An observation, encoded once per decision and used by every denoising step.</summary>
/// <param name="Embedding">The encoded observation, of shape [batch, condition].</param>
public readonly record struct Condition(Tensor Embedding);
