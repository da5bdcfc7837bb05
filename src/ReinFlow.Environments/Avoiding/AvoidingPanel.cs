namespace ReinFlow.Environments;

/// <summary>One panel of an <see cref="AvoidingPicture"/>.</summary>
/// <param name="Title">What it shows, such as <c>Before fine-tuning</c>.</param>
/// <param name="Trajectories">The episodes.</param>
public sealed record AvoidingPanel(string Title, IReadOnlyList<AvoidingTrajectory> Trajectories);
