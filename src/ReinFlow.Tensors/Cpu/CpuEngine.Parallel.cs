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
    private readonly Lock _accumulating = new();
    private readonly LaneSums _sums = new();

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

        int lanes = Math.Min(plan.Count, MaximumLanes);
        CpuTensor[] gradients = new CpuTensor[stores.Length];
        for (int i = 0; i < stores.Length; i++)
        {
            gradients[i] = Own(stores[i].Gradients);
        }

        lock (_accumulating)
        {
            PackChangedWeights(stores);
            _sums.Prepare(gradients, lanes);
            _workers.Run(lanes, lane => RunLane(plan, lane, lanes, loss));
            if (lanes > 1)
            {
                ForSegments(_sums.Length, (start, length) => _sums.Add(Kernels, start, length));
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
        ForSegments(length, (start, count) => Kernels.AdamW(theta + start, first + start, second + start, gradient + start, count, step));
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
            float* destination = to.Data;
            float* origin = from.Data;
            ForSegments((int)to.Length, (start, count) => Kernels.Lerp(destination + start, origin + start, decay, count));
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
        float* data = cleared.Data;
        ForSegments((int)cleared.Length, (start, count) => KernelSet.Fill(data + start, 0f, count));
        cleared.Changed();
    }

    /// <inheritdoc/>
    public override double SumOfSquares(Tensor tensor)
    {
        CpuTensor operand = Own(tensor);
        float* data = operand.Data;
        double[] sums = new double[(operand.Length + SegmentLength - 1) / SegmentLength];
        ForSegments((int)operand.Length, (start, count) => sums[start / SegmentLength] = Reductions.SumSquares(data + start, count));
        double total = 0.0;
        foreach (double sum in sums)
        {
            total += sum;
        }

        return total;
    }

    /// <summary>Packs, on all threads, what the lanes would otherwise wait for one another to pack.</summary>
    private void PackChangedWeights(ReadOnlySpan<ParameterStore> stores)
    {
        foreach (ParameterStore store in stores)
        {
            PackedWeight[] copies = Own(store.Values).Packed;
            if (Array.Exists(copies, copy => copy.IsStale))
            {
                Pack(copies);
            }
        }
    }

    private void Pack(PackedWeight[] copies) => _workers.Run(copies.Length, index => copies[index].Get(Kernels));

    private void RunLane(MicroBatchPlan plan, int lane, int lanes, Func<MicroBatch, Tensor> loss)
    {
        CpuThread thread = Current;
        thread.IsInLane = true;
        try
        {
            _sums.Direct(thread, lane);
            for (int index = lane; index < plan.Count; index += lanes)
            {
                using TensorScope scope = thread.OpenScope();
                using GradientTape tape = RecordGradients();
                tape.Backward(loss(plan[index]));
            }
        }
        finally
        {
            thread.ClearSinks();
            thread.IsInLane = false;
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

    private void ForSegments(int length, Action<int, int> body)
    {
        int segments = (length + SegmentLength - 1) / SegmentLength;
        _workers.Run(segments, segment =>
        {
            int start = segment * SegmentLength;
            body(start, Math.Min(SegmentLength, length - start));
        });
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
