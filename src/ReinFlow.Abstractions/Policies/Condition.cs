using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>An observation, encoded once per decision and used by every denoising step.</summary>
/// <param name="Embedding">
/// The encoded observation, of shape [batch, condition]. Flow policies of this library without an observation encoder take it as it is: the
/// state with its history, oldest first, normalised where the run has ranges and in the environment's units where it has none.
/// </param>
/// <param name="Share">
/// What the policy computed of it ahead for all denoising steps, of shape [batch, features] and a matter of the policy that encoded;
/// <see langword="null"/> if it computes nothing ahead. Who takes other rows of the embedding takes the same rows of the share.
/// </param>
public readonly record struct Condition(Tensor Embedding, Tensor? Share = null);
