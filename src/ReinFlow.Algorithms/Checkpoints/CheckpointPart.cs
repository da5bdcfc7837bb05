namespace ReinFlow.Algorithms;

/// <summary>One file of a checkpoint.</summary>
/// <param name="FileName">Its name within the checkpoint.</param>
/// <param name="Write">Writes it to the path that it is given, completely and flushed to the disk.</param>
public sealed record CheckpointPart(string FileName, Action<string> Write);
