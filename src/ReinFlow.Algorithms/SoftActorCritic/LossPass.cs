using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>One pass of a loss over a batch, micro-batch by micro-batch, with the noise that its rows need and what it measures.</summary>
internal sealed class LossPass
{
    private readonly ParameterStore[] _stores;
    private readonly int _noiseSize;
    private readonly Func<TransitionBatch, MicroBatch, Tensor> _loss;
    private readonly Func<MicroBatch, Tensor> _microBatchLoss;
    private float[] _noise = [];
    private (double First, double Second)[] _measured = [];
    private TransitionBatch? _batch;

    /// <summary>Initializes a new instance of the <see cref="LossPass"/> class.</summary>
    /// <param name="stores">The parameters whose gradients are wanted.</param>
    /// <param name="noiseSize">The normal numbers of one row.</param>
    /// <param name="loss">Computes the share of some rows; called from several threads.</param>
    public LossPass(ParameterStore[] stores, int noiseSize, Func<TransitionBatch, MicroBatch, Tensor> loss)
    {
        _stores = stores;
        _noiseSize = noiseSize;
        _loss = loss;
        _microBatchLoss = rows => _loss(_batch!, rows);
    }

    /// <summary>Computes the gradients of the stores.</summary>
    /// <param name="batch">The transitions.</param>
    /// <param name="random">The source of the noise.</param>
    /// <returns>The sums of what was measured.</returns>
    public (double First, double Second) Run(TransitionBatch batch, RandomSource random)
    {
        TensorEngine engine = _stores[0].Engine;
        MicroBatchPlan plan = engine.PlanMicroBatches(batch.Size, 1);
        if (_noise.Length != batch.Size * _noiseSize)
        {
            _noise = new float[batch.Size * _noiseSize];
        }

        if (_measured.Length < plan.Count)
        {
            _measured = new (double, double)[plan.Count];
        }

        random.FillGaussian(_noise);
        foreach (ParameterStore store in _stores)
        {
            store.ClearGradients();
        }

        _batch = batch;
        engine.AccumulateGradients(plan, _stores, _microBatchLoss);
        var sum = (First: 0.0, Second: 0.0);
        foreach ((double first, double second) in _measured.AsSpan(0, plan.Count))
        {
            sum = (sum.First + first, sum.Second + second);
        }

        return sum;
    }

    /// <summary>Gets the noise of some rows, of shape [rows, size].</summary>
    /// <param name="rows">The rows.</param>
    /// <returns>The noise.</returns>
    public Tensor Noise(MicroBatch rows) =>
        _stores[0].Engine.FromValues(_noise.AsSpan(rows.Start * _noiseSize, rows.Count * _noiseSize), [rows.Count, _noiseSize]);

    /// <summary>Notes what a micro-batch measured.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="first">One number.</param>
    /// <param name="second">Another one.</param>
    public void Measure(MicroBatch rows, double first, double second) => _measured[rows.Index] = (first, second);
}
