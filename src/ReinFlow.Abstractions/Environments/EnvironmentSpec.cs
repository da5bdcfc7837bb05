namespace ReinFlow.Environments;

/// <summary>What a policy, a vectoriser and a report need to know of an environment.</summary>
/// <param name="Name">The stable name, such as <c>Hopper-v2</c>.</param>
/// <param name="ObservationDimension">The number of features of one observation.</param>
/// <param name="ActionDimension">The number of components of one action.</param>
/// <param name="MaxEpisodeSteps">The number of steps after which the vectoriser truncates an episode.</param>
/// <param name="SuccessCriterion">When an episode counts as a success, as a phrase for reports.</param>
public sealed record EnvironmentSpec(
    string Name,
    int ObservationDimension,
    int ActionDimension,
    int MaxEpisodeSteps,
    string SuccessCriterion)
{
    /// <summary>Gets the smallest value that an action component should have, in the environment's units.</summary>
    /// <value>The default is −∞: there is no such value.</value>
    public float ActionMinimum { get; init; } = float.NegativeInfinity;

    /// <summary>Gets the largest value that an action component should have, in the environment's units.</summary>
    /// <value>The default is +∞: there is no such value.</value>
    /// <remarks>
    /// A policy that starts from scratch acts in this range, and actions that are recorded for others to imitate are clipped to it
    /// before they act.
    /// </remarks>
    public float ActionMaximum { get; init; } = float.PositiveInfinity;
}
