namespace ReinFlow.Demonstrations;

/// <summary>Where a transition lies in the stitched rows of a training set.</summary>
/// <param name="FirstRow">The row of the first action, which is also that of the newest observation.</param>
/// <param name="RowsBefore">The number of rows before it in its episode.</param>
/// <param name="Steps">The number of executed actions.</param>
/// <param name="Episode">The index of the episode.</param>
/// <param name="EndsEpisode">Whether the episode ends with its last action.</param>
public readonly record struct TransitionWindow(int FirstRow, int RowsBefore, int Steps, int Episode, bool EndsEpisode);
