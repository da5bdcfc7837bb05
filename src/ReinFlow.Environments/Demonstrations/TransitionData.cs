namespace ReinFlow.Demonstrations;

/// <summary>Episodes with their rewards, the rows one after another, normalised.</summary>
/// <param name="Steps">Observations, actions and where the episodes end.</param>
/// <param name="Rewards">The reward of each step.</param>
/// <param name="Terminated">Whether the task ended each episode (and not a limit).</param>
/// <param name="FinalObservations">The observation after the last step of each episode, or <see langword="null"/> where it was not recorded.</param>
internal sealed record TransitionData(DemonstrationData Steps, float[] Rewards, bool[] Terminated, float[]? FinalObservations);
