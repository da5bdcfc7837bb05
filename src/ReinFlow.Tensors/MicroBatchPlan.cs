namespace ReinFlow.Tensors;

/// <summary>How an engine cuts samples into micro-batches: a function of the sizes alone, never of the number of threads.</summary>
/// <param name="Samples">The number of samples.</param>
/// <param name="Size">The samples of one micro-batch; the last one may be smaller.</param>
public readonly record struct MicroBatchPlan(int Samples, int Size)
{
    /// <summary>Gets the number of micro-batches.</summary>
    public int Count => (Samples + Size - 1) / Size;

    /// <summary>Gets one micro-batch.</summary>
    /// <param name="index">Its index.</param>
    public MicroBatch this[int index] => new(index, index * Size, Math.Min(Size, Samples - (index * Size)));
}
