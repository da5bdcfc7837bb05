using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>What a policy sees: a state, images, or both; modality is data, never a second class of policy.</summary>
/// <param name="State">The normalised states, of shape [batch, history, features], oldest first.</param>
/// <param name="Images">The images, of shape [batch, history, channel, height, width], or <see langword="null"/>.</param>
public readonly record struct Observation(Tensor State, Tensor? Images = null);
