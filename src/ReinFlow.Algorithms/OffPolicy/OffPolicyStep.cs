namespace ReinFlow.Algorithms;

/// <summary>One update of an off-policy algorithm.</summary>
/// <param name="Index">The number of updates before it in the run.</param>
/// <param name="IsLast">Whether it is the last one before the next decision: the one at which slow parts, such as an actor, may follow.</param>
/// <param name="Random">The source of what the update draws; a stream of its own.</param>
public readonly record struct OffPolicyStep(long Index, bool IsLast, RandomSource Random);
