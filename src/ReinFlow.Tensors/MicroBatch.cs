namespace ReinFlow.Tensors;

/// <summary>A range of samples that one worker takes through a whole forward and backward pass.</summary>
/// <param name="Index">The index of the range, the same for any number of threads.</param>
/// <param name="Start">The first sample.</param>
/// <param name="Count">The number of samples.</param>
public readonly record struct MicroBatch(int Index, int Start, int Count);
