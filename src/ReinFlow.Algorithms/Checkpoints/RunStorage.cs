namespace ReinFlow.Algorithms;

/// <summary>Where a run composed by services keeps its files; registered under the name of the run.</summary>
/// <param name="Folder">The folder, which also receives the batch on which the run diverges.</param>
/// <param name="Resume">The checkpoint from which the run goes on, or <see langword="null"/> if it begins.</param>
public sealed record RunStorage(string Folder, CheckpointReader? Resume);
