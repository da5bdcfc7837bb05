using ReinFlow.Tensors.Cpu;

namespace ReinFlow.Tensors;

/// <content>Micro-batches, parallel loops and the passes over flat buffers.</content>
public sealed unsafe partial class CpuEngine
{
    /// <summary>The rows of a micro-batch: activations of a 512-wide layer are then 1 MB and stay in one core's cache.</summary>
    private const int MicroBatchRows = 512;

    /// <summary>Fewer rows than this do not pay for a worker of their own.</summary>
    private const int MinimumRows = 64;

    /// <summary>Gradients are summed in this many lanes, then lane by lane: an order that no number of threads changes.</summary>
    private const int MaximumLanes = 8;

    /// <summary>The elements of a flat buffer that one worker takes at a time.</summary>
    private const int SegmentLength = 1 << 16;

    private readonly Stack<ForEachJob> _jobs = new();
    private readonly Stack<FlatPass> _passes = new();
    private readonly Lock _accumulating = new();
    private readonly LaneSums _sums = new();
    private LaneJob? _laneJob;

    /// <inheritdoc/>
    public override MicroBatchPlan PlanMicroBatches(int samples, int rowsPerSample)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rowsPerSample);
        long rows = (long)samples * rowsPerSample;
        long target = Math.Clamp(rows / 4, MinimumRows, MicroBatchRows);
        return new MicroBatchPlan(samples, (int)Math.Clamp(target / rowsPerSample, 1, samples));
    }

    /// <inheritdoc/>
    public override void AccumulateGradients(MicroBatchPlan plan, ReadOnlySpan<ParameterStore> stores, Func<MicroBatch, Tensor> loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (Current.IsInLane)
        {
            throw new InvalidOperationException(
                "AccumulateGradients was called from within a loss of AccumulateGradients. Compute the sum of both losses in one call.");
        }

        lock (_accumulating)
        {
            LaneJob job = _laneJob ??= new LaneJob(this);
            PackChangedWeights(stores, job);
            int lanes = Math.Min(plan.Count, MaximumLanes);
            _sums.Prepare(this, stores, lanes);
            job.Prepare(plan, lanes, loss);
            try
            {
                _workers.Run(lanes, job.Run);
                if (lanes > 1)
                {
                    _workers.Run((_sums.Length + SegmentLength - 1) / SegmentLength, job.Sum);
                }
            }
            finally
            {
                job.Forget();
            }
        }
    }

    /// <inheritdoc/>
    public override void ForEach(int items, Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        ForEachJob? job;
        lock (_jobs)
        {
            _jobs.TryPop(out job);
        }

        job ??= new ForEachJob(this);
        try
        {
            job.Body = body;
            _workers.Run(items, job.Run);
        }
        finally
        {
            job.Body = null;
            lock (_jobs)
            {
                _jobs.Push(job);
            }
        }
    }

    /// <inheritdoc/>
    public override void AdamW(Tensor values, Tensor gradients, Tensor firstMoment, Tensor secondMoment, int length, in AdamWUpdate update)
    {
        CpuTensor parameters = Own(values);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, parameters.Length);
        float* theta = parameters.Data;
        float* gradient = SameLength(parameters, gradients).Data;
        float* first = SameLength(parameters, firstMoment).Data;
        float* second = SameLength(parameters, secondMoment).Data;
        var step = new AdamWStep
        {
            LearningRate = update.LearningRate,
            Beta1 = update.Beta1,
            Beta2 = update.Beta2,
            Epsilon = update.Epsilon,
            WeightDecay = update.WeightDecay,
            BiasCorrection1 = 1.0 - Math.Pow(update.Beta1, update.Step),
            BiasCorrection2Sqrt = Math.Sqrt(1.0 - Math.Pow(update.Beta2, update.Step)),
            GradientScale = update.GradientScale,
        };
        FlatPass pass = RentPass();
        pass.AdamW(theta, gradient, first, second, length, step);
        Return(pass);
        parameters.Changed();
    }

    /// <inheritdoc/>
    public override void MoveTowards(Tensor target, Tensor source, double decay)
    {
        if (decay is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(decay), decay, "The decay is the share of the old values and must lie in [0, 1].");
        }

        CpuTensor to = Own(target);
        CpuTensor from = SameLength(to, source);
        if (decay == 1)
        {
            return;
        }

        // Exact, also where the old values are not finite: 0 · ∞ is not a number.
        if (decay == 0)
        {
            from.Span.CopyTo(to.Span);
        }
        else
        {
            FlatPass pass = RentPass();
            pass.MoveTowards(to.Data, from.Data, (int)to.Length, decay);
            Return(pass);
        }

        to.Changed();
    }

    /// <inheritdoc/>
    public override void Exchange(Tensor left, Tensor right)
    {
        CpuTensor one = Own(left);
        CpuTensor other = SameLength(one, right);
        for (int i = 0; i < one.Span.Length; i++)
        {
            (one.Span[i], other.Span[i]) = (other.Span[i], one.Span[i]);
        }

        one.Changed();
        other.Changed();
    }

    /// <inheritdoc/>
    public override void Clear(Tensor tensor)
    {
        CpuTensor cleared = Own(tensor);
        FlatPass pass = RentPass();
        pass.Clear(cleared.Data, (int)cleared.Length);
        Return(pass);
        cleared.Changed();
    }

    /// <inheritdoc/>
    public override double SumOfSquares(Tensor tensor)
    {
        CpuTensor operand = Own(tensor);
        FlatPass pass = RentPass();
        double total = pass.SumSquares(operand.Data, (int)operand.Length);
        Return(pass);
        return total;
    }

    /// <summary>Packs, on all threads, what the lanes would otherwise wait for one another to pack.</summary>
    private void PackChangedWeights(ReadOnlySpan<ParameterStore> stores, LaneJob job)
    {
        foreach (ParameterStore store in stores)
        {
            PackedWeight[] copies = Own(store.Values).Packed;
            if (Array.Exists(copies, copy => copy.IsStale))
            {
                job.Copies = copies;
                _workers.Run(copies.Length, job.Pack);
            }
        }
    }

    private CpuTensor SameLength(CpuTensor buffer, Tensor other)
    {
        CpuTensor checkedTensor = Own(other);
        return checkedTensor.Length == buffer.Length
            ? checkedTensor
            : throw new ArgumentException(
                $"The buffers must have the same layout, but one has shape {buffer.Shape} and the other {other.Shape}.", nameof(other));
    }

    /// <summary>Does items on all threads, without scopes of their own.</summary>
    internal void RunItems(int items, Action<int> body) => _workers.Run(items, body);

    private FlatPass RentPass()
    {
        lock (_passes)
        {
            return _passes.TryPop(out FlatPass? pass) ? pass : new FlatPass(this, SegmentLength);
        }
    }

    /// <summary>Keeps a pass for the next call; one that failed is left to the garbage collector.</summary>
    private void Return(FlatPass pass)
    {
        lock (_passes)
        {
            _passes.Push(pass);
        }
    }

    /// <summary>The lanes of one call to accumulate gradients; kept and used again so that calls allocate nothing.</summary>
    private sealed class LaneJob
    {
        private readonly CpuEngine _engine;
        private MicroBatchPlan _plan;
        private int _lanes;
        private Func<MicroBatch, Tensor>? _loss;

        public LaneJob(CpuEngine engine)
        {
            _engine = engine;
            Run = RunLane;
            Sum = SumSegment;
            Pack = index => Copies[index].Get(_engine.Kernels);
        }

        /// <summary>Gets or sets the packed weights of a store.</summary>
        public PackedWeight[] Copies { get; set; } = [];

        /// <summary>Gets what packs one of them if it is stale.</summary>
        public Action<int> Pack { get; }

        /// <summary>Gets what takes one lane's micro-batches forward and backward.</summary>
        public Action<int> Run { get; }

        /// <summary>Gets what adds one segment of all lanes.</summary>
        public Action<int> Sum { get; }

        public void Prepare(MicroBatchPlan plan, int lanes, Func<MicroBatch, Tensor> loss) => (_plan, _lanes, _loss) = (plan, lanes, loss);

        public void Forget() => (_loss, Copies) = (null, []);

        private void RunLane(int lane)
        {
            CpuThread thread = _engine.Current;
            thread.IsInLane = true;
            try
            {
                _engine._sums.Direct(thread, lane);
                for (int index = lane; index < _plan.Count; index += _lanes)
                {
                    using TensorScope scope = thread.OpenScope();
                    using CpuTape tape = thread.OpenLaneTape();
                    tape.Backward(_loss!(_plan[index]));
                }
            }
            finally
            {
                thread.ClearSinks();
                thread.IsInLane = false;
            }
        }

        private void SumSegment(int segment)
        {
            int start = segment * SegmentLength;
            _engine._sums.Add(_engine.Kernels, start, Math.Min(SegmentLength, _engine._sums.Length - start));
        }
    }

    /// <summary>One loop over items, each in a scope of its own; kept and used again so that loops allocate nothing.</summary>
    private sealed class ForEachJob
    {
        private readonly CpuEngine _engine;

        public ForEachJob(CpuEngine engine)
        {
            _engine = engine;
            Run = RunItem;
        }

        public Action<int> Run { get; }

        public Action<int>? Body { get; set; }

        private void RunItem(int item)
        {
            CpuThread thread = _engine.Current;
            bool wasRecording = thread.IsRecording;
            thread.IsRecording = false;
            try
            {
                using TensorScope scope = thread.OpenScope();
                Body!(item);
            }
            finally
            {
                thread.IsRecording = wasRecording;
            }
        }
    }
}
