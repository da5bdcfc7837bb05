namespace ReinFlow.Runs;

/// <summary>Where a run composed by services keeps its files; registered under the name of the run.</summary>
/// <param name="Folder">The folder.</param>
internal sealed record RunFiles(string Folder);
