namespace ReinFlow.Algorithms;

/// <summary>Where a run composed by services leaves the batch on which it diverged; registered under the name of the run.</summary>
/// <param name="Folder">The folder, which must exist by then.</param>
public sealed record DivergenceDump(string Folder);
