using ReinFlow.Demonstrations;

namespace ReinFlow.Algorithms;

/// <summary>Collected transitions and offline data, from which batches are drawn.</summary>
internal sealed class MixedReplay
{
    private const int CopyRows = 1024;

    private readonly ReplayOptions _options;
    private readonly IndexSampler _sampler;
    private readonly int[] _rows;
    private readonly int _offlineRows;
    private readonly bool _keepsApart;

    /// <summary>Initializes a new instance of the <see cref="MixedReplay"/> class.</summary>
    /// <param name="shape">The sizes of one transition.</param>
    /// <param name="options">The options.</param>
    /// <param name="batchSize">The transitions of one batch.</param>
    /// <param name="hasOffline">Whether there will be offline data.</param>
    /// <exception cref="ArgumentException">The buffer is too small to ever give a batch its share.</exception>
    public MixedReplay(TransitionShape shape, ReplayOptions options, int batchSize, bool hasOffline)
    {
        _options = options;
        _sampler = new IndexSampler(batchSize);
        _rows = new int[batchSize];
        BatchComposition composition = options.Composition ?? BatchComposition.Balanced;
        _keepsApart = hasOffline && composition != BatchComposition.Union;
        bool isBalanced = hasOffline && composition == BatchComposition.Balanced;
        _offlineRows = isBalanced ? (int)Math.Round(options.OfflineShare * batchSize) : 0;
        int share = batchSize - _offlineRows;
        RowsNeeded = share > 0 && options.WithReplacement && !isBalanced ? 1 : share;
        if (options.Capacity < RowsNeeded)
        {
            throw new ArgumentException(
                $"A batch needs {RowsNeeded} different transitions of the replay buffer, but its capacity is {options.Capacity}, so there would never be " +
                $"an update. Raise the capacity, or make the batch of {batchSize} smaller.",
                nameof(options));
        }

        Online = new ReplayBuffer(shape, options.Capacity);
    }

    /// <summary>Gets the ring that collected transitions enter.</summary>
    public ReplayBuffer Online { get; }

    /// <summary>Gets the offline data that stay by themselves, or <see langword="null"/>.</summary>
    public ReplayBuffer? Offline { get; private set; }

    /// <summary>Gets the transitions that the ring must hold for a batch.</summary>
    public int RowsNeeded { get; }

    /// <summary>Gets whether the ring holds enough for a batch.</summary>
    public bool IsReady => Online.Count >= RowsNeeded;

    /// <summary>Takes offline data in.</summary>
    /// <param name="transitions">The data.</param>
    /// <param name="discount">The discount of a decision.</param>
    /// <param name="rewardScale">The factor of the rewards.</param>
    public void Load(ITransitions transitions, double discount, double rewardScale)
    {
        RequireFit(transitions);
        ReplayBuffer target = Online;
        if (_keepsApart)
        {
            target = Offline = new ReplayBuffer(Online.Shape, transitions.Count);
        }

        var staging = new TransitionBatch(Online.Shape, CopyRows);
        bool[] terminated = new bool[CopyRows];
        for (int first = 0; first < transitions.Count; first += CopyRows)
        {
            int count = Math.Min(CopyRows, transitions.Count - first);
            transitions.Read(
                first,
                staging.Observations.AsSpan(0, count * staging.Shape.ObservationSize),
                staging.Actions.AsSpan(0, count * staging.Shape.ActionSize),
                staging.Rewards.AsSpan(0, count),
                terminated.AsSpan(0, count),
                staging.NextObservations.AsSpan(0, count * staging.Shape.ObservationSize));
            for (int i = 0; i < count; i++)
            {
                staging.Rewards[i] = (float)(staging.Rewards[i] * rewardScale);
                staging.Discounts[i] = terminated[i] ? 0f : (float)discount;
            }

            target.Add(staging, count);
        }
    }

    /// <summary>Draws a batch of offline data only.</summary>
    /// <param name="batch">Receives it.</param>
    /// <param name="random">The source.</param>
    public void FillOffline(TransitionBatch batch, RandomSource random) => Draw(Offline ?? Online, batch, 0, batch.Size, random);

    /// <summary>Draws a batch of both, as the composition says.</summary>
    /// <param name="batch">Receives it.</param>
    /// <param name="random">The source.</param>
    public void Fill(TransitionBatch batch, RandomSource random)
    {
        if (_offlineRows > 0)
        {
            Draw(Offline!, batch, 0, _offlineRows, random);
        }

        if (_offlineRows < batch.Size)
        {
            Draw(Online, batch, _offlineRows, batch.Size - _offlineRows, random);
        }
    }

    private void Draw(ReplayBuffer source, TransitionBatch batch, int first, int count, RandomSource random)
    {
        // A source that is smaller than its share cannot give it without giving something twice.
        Span<int> rows = _rows.AsSpan(first, count);
        _sampler.Fill(source.Count, _options.WithReplacement || source.Count < count, random, rows);
        source.Gather(rows, batch, first);
    }

    private void RequireFit(ITransitions transitions)
    {
        TransitionShape shape = Online.Shape;
        var found = new TransitionShape(
            transitions.ObservationHistory, transitions.ObservationDimension, transitions.ExecutedSteps, transitions.ActionDimension);
        if (found != shape)
        {
            throw new ArgumentException($"The offline data have transitions of {found}, but the run needs {shape}. Use demonstrations of this task, cut for its chunk.");
        }

        if (transitions.Count == 0)
        {
            throw new ArgumentException("The offline data have no transition: no episode is as long as a chunk. Record longer episodes, or execute fewer steps.");
        }

        if (!_keepsApart && transitions.Count > Online.Capacity)
        {
            throw new ArgumentException(
                $"The {transitions.Count} offline transitions do not fit into a replay buffer of {Online.Capacity}. Raise its capacity.");
        }
    }
}
