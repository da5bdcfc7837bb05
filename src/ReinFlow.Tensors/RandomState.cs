namespace ReinFlow;

/// <summary>The whole state of a <see cref="RandomSource"/>.</summary>
/// <param name="Key">The stream.</param>
/// <param name="Counter">The numbers drawn from it.</param>
public readonly record struct RandomState(ulong Key, ulong Counter);
