namespace ReinFlow.Algorithms;

/// <summary>How far imitation learning is: what a checkpoint holds beside parameters, average and moments.</summary>
/// <param name="Epoch">The number of completed epochs.</param>
/// <param name="Seed">The seed; the streams of an epoch are its splits.</param>
/// <param name="Steps">The steps of the optimiser.</param>
public sealed record PretrainingStateRecord(int Epoch, ulong Seed, long Steps);
