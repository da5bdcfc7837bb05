namespace ReinFlow.Tensors;

/// <summary>The values of one parameter, outside of any engine.</summary>
/// <param name="Name">The dotted name.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Values">The elements, row-major.</param>
public sealed record NamedValues(string Name, TensorShape Shape, float[] Values);
