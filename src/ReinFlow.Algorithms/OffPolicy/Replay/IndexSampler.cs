namespace ReinFlow.Algorithms;

/// <summary>Draws indices uniformly, with or without replacement, without allocating.</summary>
internal sealed class IndexSampler
{
    private readonly int[] _table;

    /// <summary>Initializes a new instance of the <see cref="IndexSampler"/> class.</summary>
    /// <param name="largest">The largest number of indices of one draw.</param>
    public IndexSampler(int largest) => _table = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)largest * 2)];

    /// <summary>Fills a block with indices below a count.</summary>
    /// <param name="count">The count.</param>
    /// <param name="withReplacement">Whether an index may come twice.</param>
    /// <param name="random">The source.</param>
    /// <param name="indices">Receives them; without replacement at most as many as there are.</param>
    public void Fill(int count, bool withReplacement, RandomSource random, Span<int> indices)
    {
        if (withReplacement)
        {
            foreach (ref int index in indices)
            {
                index = random.NextInt32(count);
            }

            return;
        }

        // Floyd's algorithm (Bentley and Floyd 1987): every subset is equally likely, with one draw per index.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(indices.Length, count, nameof(indices));
        Array.Clear(_table);
        for (int i = 0; i < indices.Length; i++)
        {
            int last = count - indices.Length + i;
            int drawn = random.NextInt32(last + 1);
            indices[i] = Enter(drawn) ? drawn : last;
            if (indices[i] == last)
            {
                Enter(last);
            }
        }
    }

    /// <summary>Notes an index; false if it was noted before. The table holds index + 1, so that 0 is free.</summary>
    private bool Enter(int index)
    {
        int mask = _table.Length - 1;
        int slot = (int)((uint)index * 2654435769U) & mask;
        for (; _table[slot] != 0; slot = (slot + 1) & mask)
        {
            if (_table[slot] == index + 1)
            {
                return false;
            }
        }

        _table[slot] = index + 1;
        return true;
    }
}
