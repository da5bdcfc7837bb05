using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Action chunks of an <see cref="IReparameterizedPolicy"/>.</summary>
/// <param name="Actions">The chunks, of shape [batch, horizon·action], within the bounds of the spec.</param>
/// <param name="LogDensity">The logarithms of their densities, summed over the components, of shape [batch].</param>
public readonly record struct ReparameterizedSample(Tensor Actions, Tensor LogDensity);
