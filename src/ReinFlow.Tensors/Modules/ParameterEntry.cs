namespace ReinFlow.Tensors;

/// <summary>Where one parameter lies in the flat buffer of its store.</summary>
/// <param name="Name">The dotted name, as PyTorch's state dictionaries have it.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Offset">The first element.</param>
/// <param name="IsTrainable">Whether optimisers update it.</param>
public sealed record ParameterEntry(string Name, TensorShape Shape, int Offset, bool IsTrainable);
