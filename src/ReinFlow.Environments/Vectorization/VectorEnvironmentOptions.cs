using Microsoft.Extensions.Options;

namespace ReinFlow.Environments;

/// <summary>How many environments a <see cref="VectorEnvironment"/> runs and how it plays them.</summary>
public sealed record VectorEnvironmentOptions
{
    /// <summary>Gets or sets the number of environments E.</summary>
    /// <value>The default is 1. Typical: 40 for locomotion, 50 for manipulation.</value>
    [Limits(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>Gets or sets the number of observations To that the policy sees, oldest first.</summary>
    /// <value>The default is 1. Before To observations exist, the first one of the episode fills the older places.</value>
    [Limits(1, int.MaxValue)]
    public int ObservationHistory { get; set; } = 1;

    /// <summary>Gets or sets the number of actions Te of a chunk that are executed before the policy is asked again.</summary>
    /// <value>The default is 1. Typical: 4 or 8.</value>
    [Limits(1, int.MaxValue)]
    public int ExecutedSteps { get; set; } = 1;

    /// <summary>Gets or sets the number of threads that step environments, the calling thread included.</summary>
    /// <value>The default is 0: one per processor core. The results do not depend on it.</value>
    [Limits(0, int.MaxValue)]
    public int Threads { get; set; }

    /// <summary>Gets or sets the rule that brings observations and actions to [−1, 1].</summary>
    /// <value>The default is <see langword="null"/>: both pass unchanged, in the environment's own units.</value>
    public Normalization? Normalization { get; set; }

    /// <summary>Gets or sets how long an environment may take, and what happens when one fails.</summary>
    /// <value>The default: as long as it likes, and a fault stops the run.</value>
    [ValidateObjectMembers]
    public EnvironmentGuardOptions Guard { get; set; } = new();
}
