namespace ReinFlow.Algorithms;

/// <summary>The sizes of one transition: a decision, its executed actions, and what came of them.</summary>
/// <param name="ObservationHistory">The number of observations To that the policy sees.</param>
/// <param name="ObservationDimension">The number of features Do of one observation.</param>
/// <param name="ExecutedSteps">The number of actions Te of a chunk that are executed.</param>
/// <param name="ActionDimension">The number of components Da of one action.</param>
public sealed record TransitionShape(int ObservationHistory, int ObservationDimension, int ExecutedSteps, int ActionDimension)
{
    /// <summary>Gets the numbers of a stacked observation, To·Do.</summary>
    public int ObservationSize => ObservationHistory * ObservationDimension;

    /// <summary>Gets the numbers of the executed actions, Te·Da.</summary>
    public int ActionSize => ExecutedSteps * ActionDimension;
}
