namespace ReinFlow.Algorithms;

/// <summary>The samples of one minibatch, gathered from a rollout into memory that is reused.</summary>
/// <remarks>
/// An epoch may show a sample several times. Its copies within a minibatch have the same loss, so they are gathered once and
/// weighted; all means and deviations are those of the minibatch with its copies.
/// </remarks>
internal sealed class Minibatch
{
    private static readonly double InitialOffset = 0.5 * Math.Log(2.0 * Math.PI);

    private readonly RolloutBuffer _rollout;
    private readonly int[] _copies;
    private readonly bool _mergeCopies;

    /// <summary>Initializes a new instance of the <see cref="Minibatch"/> class.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="capacity">The largest number of samples, copies included.</param>
    /// <param name="mergeCopies">Whether copies of a sample are gathered once; needed where all samples must have the same weight.</param>
    public Minibatch(RolloutBuffer rollout, int capacity, bool mergeCopies)
    {
        RolloutShape shape = rollout.Shape;
        int rows = mergeCopies ? Math.Min(capacity, shape.Samples) : capacity;
        _rollout = rollout;
        _mergeCopies = mergeCopies;
        _copies = new int[shape.Samples];
        Observations = new float[checked(rows * shape.ObservationSize)];
        Chains = new float[checked(rows * shape.ChainSize)];
        LogDensities = new float[checked(rows * shape.DenoisingSteps)];
        InitialLogDensities = new float[rows];
        Advantages = new float[rows];
        Returns = new float[rows];
        Values = new float[rows];
        Weights = new float[rows];
    }

    /// <summary>Gets the number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>Gets the number of samples, copies included.</summary>
    public int Size { get; private set; }

    public float[] Observations { get; }

    public float[] Chains { get; }

    public float[] LogDensities { get; }

    public float[] InitialLogDensities { get; }

    /// <summary>Gets the advantages, normalised over the minibatch.</summary>
    public float[] Advantages { get; }

    public float[] Returns { get; }

    public float[] Values { get; }

    /// <summary>Gets the share of each row in a mean over the minibatch.</summary>
    public float[] Weights { get; }

    public RolloutShape Shape => _rollout.Shape;

    /// <summary>Gathers samples.</summary>
    /// <param name="indices">A part of a permutation of S·m numbers.</param>
    /// <param name="passes">The number m of copies of a sample; index i stands for sample i / m.</param>
    public void Gather(ReadOnlySpan<int> indices, int passes)
    {
        Size = indices.Length;
        Rows = 0;
        Array.Clear(_copies);
        foreach (int index in indices)
        {
            _copies[index / passes]++;
        }

        // In the order of the rollout, so that its memory is read once from front to back.
        for (int sample = 0; sample < _copies.Length; sample++)
        {
            int rows = _mergeCopies ? Math.Min(1, _copies[sample]) : _copies[sample];
            for (int row = 0; row < rows; row++)
            {
                GatherRow(sample, (float)_copies[sample] / rows / Size);
            }
        }

        NormalizeAdvantages();
    }

    private void GatherRow(int sample, float weight)
    {
        int row = Rows++;
        CopyRow(_rollout.Observations, sample, Observations, row, Shape.ObservationSize);
        CopyRow(_rollout.Chains, sample, Chains, row, Shape.ChainSize);
        CopyRow(_rollout.LogDensities, sample, LogDensities, row, Shape.DenoisingSteps);
        InitialLogDensities[row] = InitialLogDensity(Chains.AsSpan(row * Shape.ChainSize, Shape.ActionChunk.Size));
        Advantages[row] = _rollout.Advantages[sample];
        Returns[row] = _rollout.Returns[sample];
        Values[row] = _rollout.Values[sample];
        Weights[row] = weight;
    }

    private void NormalizeAdvantages()
    {
        var sums = default(SampleSums);
        for (int row = 0; row < Rows; row++)
        {
            sums = sums.With(Advantages[row], Math.Round((double)Weights[row] * Size));
        }

        double mean = sums.Mean;
        double deviation = sums.Count > 1 ? Math.Sqrt(sums.SampleVariance) : 0.0;
        for (int row = 0; row < Rows; row++)
        {
            Advantages[row] = (float)((Advantages[row] - mean) / (deviation + 1e-8));
        }
    }

    private static float InitialLogDensity(ReadOnlySpan<float> start)
    {
        double sum = 0.0;
        foreach (float value in start)
        {
            sum -= (0.5 * value * value) + InitialOffset;
        }

        return (float)sum;
    }

    private static void CopyRow(float[] source, int from, float[] target, int to, int size) =>
        source.AsSpan(from * size, size).CopyTo(target.AsSpan(to * size));
}
