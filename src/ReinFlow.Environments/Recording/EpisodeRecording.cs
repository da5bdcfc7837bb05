namespace ReinFlow.Environments;

/// <summary>Complete episodes in the environment's own units, one after the other.</summary>
/// <param name="ObservationDimension">The number of features Do of one observation.</param>
/// <param name="ActionDimension">The number of components Da of one action.</param>
/// <param name="Lengths">The number of steps of each episode, of shape [episodes]; their sum is the number of steps.</param>
/// <param name="Observations">The observations before each step, of shape [steps, Do].</param>
/// <param name="FinalObservations">The observation after the last step of each episode, of shape [episodes, Do].</param>
/// <param name="Actions">The actions, of shape [steps, Da].</param>
/// <param name="Rewards">The reward of each step, of shape [steps].</param>
/// <param name="Terminated">Whether the task ended each episode (and not a limit), of shape [episodes].</param>
/// <param name="Succeeded">Whether each episode met the success criterion, of shape [episodes].</param>
public sealed record EpisodeRecording(
    int ObservationDimension,
    int ActionDimension,
    int[] Lengths,
    float[] Observations,
    float[] FinalObservations,
    float[] Actions,
    float[] Rewards,
    bool[] Terminated,
    bool[] Succeeded)
{
    /// <summary>Gets the number of episodes.</summary>
    public int Count => Lengths.Length;

    /// <summary>Gets the share of the episodes that succeeded, 0 to 1; 0 where there are none.</summary>
    public double SuccessRate => Count == 0 ? 0 : Succeeded.Count(succeeded => succeeded) / (double)Count;
}
