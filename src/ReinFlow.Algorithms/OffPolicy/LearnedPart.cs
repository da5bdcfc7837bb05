using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>Parameters under one name, with their optimiser: one part of what a checkpoint holds.</summary>
/// <param name="Name">The name, which stands before those of the parameters, such as <c>critic</c>.</param>
/// <param name="Parameters">The parameters.</param>
/// <param name="Optimizer">Their optimiser, or <see langword="null"/> for parameters that follow others, such as a target's.</param>
public sealed record LearnedPart(string Name, ParameterStore Parameters, AdamW? Optimizer = null);
