namespace ReinFlow.Algorithms;

/// <summary>How rows are cut into blocks of nearly equal size for parallel work; no row's result depends on it.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Count">The number of blocks.</param>
internal readonly record struct RowBlocks(int Rows, int Count)
{
    private const int SmallestBlock = 8;

    /// <summary>Gets the first row and the number of rows of a block.</summary>
    /// <param name="index">The index of the block.</param>
    public (int Start, int Length) this[int index]
    {
        get
        {
            int start = (int)((long)Rows * index / Count);
            return (start, (int)((long)Rows * (index + 1) / Count) - start);
        }
    }

    /// <summary>Cuts rows into as few blocks as a largest size allows.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="largest">The largest number of rows of a block.</param>
    /// <returns>The blocks.</returns>
    public static RowBlocks AtMost(int rows, int largest) => new(rows, (rows + largest - 1) / largest);

    /// <summary>Cuts rows into one block for each thread, unless blocks would become too small to pay for one.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="threads">The number of threads.</param>
    /// <returns>The blocks.</returns>
    public static RowBlocks Among(int rows, int threads) => new(rows, Math.Clamp(rows / SmallestBlock, 1, threads));
}
