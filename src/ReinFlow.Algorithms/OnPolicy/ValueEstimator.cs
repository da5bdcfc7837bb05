using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>Computes the values of many observations in parallel.</summary>
internal sealed class ValueEstimator
{
    private const int LargestBlock = 512;

    private readonly TensorEngine _engine;
    private readonly IValueFunction _critic;
    private readonly int _history;
    private readonly int _features;
    private readonly Action<int> _estimateBlock;
    private float[] _observations = [];
    private float[] _values = [];
    private RowBlocks _blocks;

    public ValueEstimator(TensorEngine engine, IValueFunction critic, int observationHistory, int observationDimension)
    {
        _engine = engine;
        _critic = critic;
        _history = observationHistory;
        _features = observationDimension;
        _estimateBlock = EstimateBlock;
    }

    /// <summary>Computes values.</summary>
    /// <param name="observations">The observations; the leading <paramref name="rows"/> are read.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="values">Receives the values.</param>
    public void Estimate(float[] observations, int rows, float[] values)
    {
        (_observations, _values) = (observations, values);
        _blocks = RowBlocks.AtMost(rows, LargestBlock);
        _engine.ForEach(_blocks.Count, _estimateBlock);
    }

    private void EstimateBlock(int index)
    {
        (int start, int rows) = _blocks[index];
        int size = _history * _features;
        Tensor state = _engine.FromValues(_observations.AsSpan(start * size, rows * size), [rows, _history, _features]);
        Tensor values = _critic.Value(new Observation(state));
        ShapeGuard.Require(values, [rows]);
        values.CopyTo(_values.AsSpan(start, rows));
    }
}
