namespace ReinFlow.Tensors;

/// <summary>Fills a new parameter.</summary>
/// <param name="values">The elements, row-major.</param>
/// <param name="random">The parameter's own stream.</param>
public delegate void ParameterInitializer(Span<float> values, RandomSource random);
