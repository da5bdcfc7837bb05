namespace ReinFlow.Policies;

/// <summary>The block of future actions that a policy predicts at once.</summary>
/// <param name="Horizon">The number of actions Ta of one chunk.</param>
/// <param name="ExecutedSteps">How many of them, Te ≤ Ta, are executed before the policy is asked again.</param>
/// <param name="ActionDimension">The number of components Da of one action.</param>
/// <param name="Minimum">The smallest normalised action.</param>
/// <param name="Maximum">The largest normalised action.</param>
public sealed record ActionChunkSpec(int Horizon, int ExecutedSteps, int ActionDimension, float Minimum = -1f, float Maximum = 1f)
{
    /// <summary>Gets the number of components Ta·Da of a whole chunk.</summary>
    public int Size => Horizon * ActionDimension;
}
