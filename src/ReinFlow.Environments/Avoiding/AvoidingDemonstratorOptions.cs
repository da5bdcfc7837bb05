namespace ReinFlow.Environments;

/// <summary>How well an <see cref="AvoidingDemonstrator"/> performs.</summary>
public sealed record AvoidingDemonstratorOptions
{
    /// <summary>Gets or sets the skill: 1 aims at the middles of the passages and moves steadily, 0 misses them often.</summary>
    /// <value>
    /// The default is 1. Measured share of successes: 29 % at 0, 44 % at 0.3, 64 % at 0.5, 90 % at 0.7 and nearly 100 % at 1.
    /// </value>
    [Limits(0.0, 1.0)]
    public double Skill { get; set; } = 1.0;
}
