namespace ReinFlow.Testing;

/// <summary>What an <see cref="EnvironmentChecker"/> may expect of an environment.</summary>
public sealed record EnvironmentCheckOptions
{
    /// <summary>Gets or sets the bound of the random actions, drawn uniformly from [−bound, bound] in the environment's units.</summary>
    /// <value>The default is 1.</value>
    [Limits(0.0, double.MaxValue)]
    public float ActionBound { get; set; } = 1f;

    /// <summary>Gets or sets a value indicating whether different random streams must lead to different episodes.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool IsRandom { get; set; } = true;

    /// <summary>Gets or sets a value indicating whether steps must not allocate managed memory.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool IsAllocationFree { get; set; } = true;
}
