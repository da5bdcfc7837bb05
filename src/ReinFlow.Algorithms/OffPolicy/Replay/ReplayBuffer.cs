namespace ReinFlow.Algorithms;

/// <summary>A ring of transitions: when it is full, the oldest one makes room.</summary>
/// <remarks>
/// A transition is one row of To·Do + Te·Da + 2 + To·Do numbers, so that a sample is one stretch of memory. Rows lie in blocks that are
/// allocated when they are needed: a run that ends early never holds the whole capacity.
/// </remarks>
/// <threadsafety>Not thread-safe.</threadsafety>
public sealed class ReplayBuffer
{
    /// <summary>The rows of one block.</summary>
    internal const int BlockRows = 1 << 14;

    private readonly List<float[]> _blocks = [];

    /// <summary>Initializes a new instance of the <see cref="ReplayBuffer"/> class.</summary>
    /// <param name="shape">The sizes of one transition.</param>
    /// <param name="capacity">The largest number of transitions.</param>
    public ReplayBuffer(TransitionShape shape, int capacity)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Shape = shape;
        Capacity = capacity;
        RowSize = (2 * shape.ObservationSize) + shape.ActionSize + 2;
    }

    /// <summary>Gets the sizes of one transition.</summary>
    public TransitionShape Shape { get; }

    /// <summary>Gets the largest number of transitions.</summary>
    public int Capacity { get; }

    /// <summary>Gets the number of transitions.</summary>
    public int Count { get; private set; }

    /// <summary>Gets the row that the next transition takes; when the ring is full, it holds the oldest one.</summary>
    public int Next { get; private set; }

    /// <summary>Gets the numbers of one row.</summary>
    internal int RowSize { get; }

    /// <summary>Gets the bytes of a full ring.</summary>
    internal long FullBytes => (long)Capacity * RowSize * sizeof(float);

    /// <summary>Gets the blocks of rows, in order.</summary>
    internal IReadOnlyList<float[]> Blocks => _blocks;

    /// <summary>Adds transitions in order.</summary>
    /// <param name="transitions">Holds them.</param>
    /// <param name="count">How many of its first ones are added.</param>
    /// <exception cref="ArgumentException">The transitions have other sizes.</exception>
    public void Add(TransitionBatch transitions, int count)
    {
        ArgumentNullException.ThrowIfNull(transitions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, transitions.Size);
        RequireShape(transitions);
        for (int i = 0; i < count; i++)
        {
            Allocate(Next);
            Write(transitions, i, Row(Next));
            Next = (Next + 1) % Capacity;
            Count = Math.Min(Count + 1, Capacity);
        }
    }

    /// <summary>Copies transitions out.</summary>
    /// <param name="rows">Their rows.</param>
    /// <param name="batch">Receives them.</param>
    /// <param name="first">The place of the first one in the batch.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row, or the batch is too small.</exception>
    /// <exception cref="ArgumentException">The batch has other sizes.</exception>
    public void Gather(ReadOnlySpan<int> rows, TransitionBatch batch, int first = 0)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + rows.Length, batch.Size, nameof(first));
        RequireShape(batch);
        for (int i = 0; i < rows.Length; i++)
        {
            if ((uint)rows[i] >= (uint)Count)
            {
                throw new ArgumentOutOfRangeException(nameof(rows), rows[i], $"The replay buffer holds {Count} transitions.");
            }

            Read(Row(rows[i]), batch, first + i);
        }
    }

    /// <summary>Writes the ring to a file, atomically.</summary>
    /// <param name="path">The path of the file, an archive of NumPy arrays.</param>
    public void Save(string path) => ReplayFile.Write(path, this);

    /// <summary>Replaces the content by that of a file; after an error the content is undefined.</summary>
    /// <param name="path">The path of a file that a ring of the same sizes and capacity wrote.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="Formats.FileFormatException">The file is damaged, or belongs to another ring.</exception>
    public void Load(string path) => ReplayFile.Read(path, this);

    /// <summary>Sets how far the ring is filled and allocates the rows.</summary>
    internal void Restore(int count, int next)
    {
        (Count, Next) = (count, next);
        _blocks.Clear();
        for (int row = 0; row < count; row += BlockRows)
        {
            Allocate(row);
        }
    }

    private void Allocate(int row)
    {
        if (row / BlockRows == _blocks.Count)
        {
            _blocks.Add(new float[Math.Min(BlockRows, Capacity - row) * RowSize]);
        }
    }

    private Span<float> Row(int row) => _blocks[row / BlockRows].AsSpan(row % BlockRows * RowSize, RowSize);

    private void Write(TransitionBatch source, int index, Span<float> row)
    {
        (int observation, int action) = (Shape.ObservationSize, Shape.ActionSize);
        source.Observations.AsSpan(index * observation, observation).CopyTo(row);
        source.Actions.AsSpan(index * action, action).CopyTo(row[observation..]);
        row = row[(observation + action)..];
        (row[0], row[1]) = (source.Rewards[index], source.Discounts[index]);
        source.NextObservations.AsSpan(index * observation, observation).CopyTo(row[2..]);
    }

    private void Read(ReadOnlySpan<float> row, TransitionBatch target, int index)
    {
        (int observation, int action) = (Shape.ObservationSize, Shape.ActionSize);
        row[..observation].CopyTo(target.Observations.AsSpan(index * observation));
        row.Slice(observation, action).CopyTo(target.Actions.AsSpan(index * action));
        row = row[(observation + action)..];
        (target.Rewards[index], target.Discounts[index]) = (row[0], row[1]);
        row[2..].CopyTo(target.NextObservations.AsSpan(index * observation));
    }

    private void RequireShape(TransitionBatch batch)
    {
        if (batch.Shape != Shape)
        {
            throw new ArgumentException($"The batch holds transitions of {batch.Shape}, the replay buffer those of {Shape}. Make both with the same sizes.");
        }
    }
}
