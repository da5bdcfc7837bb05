namespace ReinFlow.FineTuning;

/// <summary>A number that an algorithm reports under a name of its own.</summary>
/// <param name="Name">The name, in small letters with underscores, such as <c>critic_loss</c>.</param>
/// <param name="Value">The value; not a number where nothing was measured.</param>
public readonly record struct Metric(string Name, double Value);
