namespace ReinFlow.Demonstrations;

/// <summary>Where a window lies in the stitched rows of a training set.</summary>
/// <param name="FirstRow">The row of the first action, which is also that of the newest observation.</param>
/// <param name="RowsBefore">The number of rows before it in its episode.</param>
/// <param name="Episode">The index of the episode.</param>
public readonly record struct DemonstrationWindow(int FirstRow, int RowsBefore, int Episode);
