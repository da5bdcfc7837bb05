namespace ReinFlow.Tensors.Cpu;

/// <summary>What one thread of an engine holds: its arena, its open scopes, its tape, and where gradients of parameters go.</summary>
internal sealed unsafe class CpuThread : IDisposable
{
    private readonly List<(CpuTensor Buffer, nint Memory)> _sinks = [];
    private readonly Stack<CpuScope> _closedScopes = new();
    private CpuTape? _laneTape;

    public CpuThread(CpuEngine engine)
    {
        Engine = engine;
        Arena = new CpuArena(engine);
    }

    public CpuEngine Engine { get; }

    public KernelSet Kernels => Engine.Kernels;

    public CpuArena Arena { get; }

    public List<CpuTensor> Tape { get; } = [];

    public int ScopeDepth { get; set; }

    public bool IsRecording { get; set; }

    /// <summary>Gets or sets whether the thread sums into a lane: only parameters with a sink may have a gradient then.</summary>
    public bool IsInLane { get; set; }

    public CpuScope OpenScope() => (_closedScopes.TryPop(out CpuScope? scope) ? scope : new CpuScope(this)).Open();

    /// <summary>Opens the tape of a lane, of which a thread has one at a time.</summary>
    public CpuTape OpenLaneTape() => _laneTape is null ? _laneTape = new CpuTape(this)
        : _laneTape.IsDisposed ? _laneTape.Reopen()
        : new CpuTape(this);

    public void Return(CpuScope scope) => _closedScopes.Push(scope);

    /// <summary>Makes an uninitialised tensor in the innermost scope, or one of its own where no scope is open.</summary>
    public CpuTensor Create(TensorShape shape)
    {
        if (ScopeDepth == 0)
        {
            return Engine.CreateOwned(shape);
        }

        CpuTensor tensor = Arena.Rent();
        tensor.BindToArena(Arena.Allocate(shape.ElementCount), shape);
        return tensor;
    }

    /// <summary>Makes a tensor that reads another one's memory.</summary>
    public CpuTensor CreateView(CpuTensor operand, TensorShape shape)
    {
        if (ScopeDepth == 0)
        {
            CpuTensor copy = Engine.CreateOwned(shape);
            operand.Span.CopyTo(copy.Span);
            return copy;
        }

        CpuTensor tensor = Arena.Rent();
        tensor.BindToArena(operand.Data, shape);
        return tensor;
    }

    /// <summary>Notes how a result came about, if a tape is active and a gradient is wanted.</summary>
    public bool Record(
        CpuTensor result, CpuOperation operation, CpuTensor first, CpuTensor? second = null, CpuTensor? third = null, CpuTensor? fourth = null)
    {
        if (!IsRecording ||
            !(first.NeedsGradient || second is { NeedsGradient: true } || third is { NeedsGradient: true } || fourth is { NeedsGradient: true }))
        {
            return false;
        }

        result.NeedsGradient = true;
        result.Operation = operation;
        result.First = first;
        result.Second = second;
        result.Third = third;
        result.Fourth = fourth;
        Tape.Add(result);
        return true;
    }

    /// <summary>Takes what was recorded beyond a mark off the tape: it was differentiated, or its tensors die.</summary>
    public void ForgetRecorded(int mark)
    {
        if (Tape.Count > mark)
        {
            Tape.RemoveRange(mark, Tape.Count - mark);
        }
    }

    /// <summary>Finds where the gradient of a tensor is summed; null if it needs none.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="accumulate">Whether there is a sum already; otherwise the memory is uninitialised.</param>
    public float* GradientOf(CpuTensor? tensor, out bool accumulate)
    {
        accumulate = true;
        if (tensor is not { NeedsGradient: true })
        {
            return null;
        }

        if (tensor.GradientBuffer is { } buffer)
        {
            return SinkOf(buffer) + tensor.Offset;
        }

        if (tensor.Gradient == null)
        {
            accumulate = false;
            tensor.Gradient = Arena.Allocate(tensor.Length);
        }

        return tensor.Gradient;
    }

    /// <summary>
    /// Adds the gradient of a result to that of an operand of the same size. An operand without one takes over the memory, so this is
    /// the last that an operation does with its result's gradient.
    /// </summary>
    public void PassGradient(CpuTensor result, CpuTensor? operand)
    {
        if (operand is { NeedsGradient: true, GradientBuffer: null } && operand.Gradient == null)
        {
            operand.Gradient = result.Gradient;
            return;
        }

        float* gradient = GradientOf(operand, out _);
        if (gradient != null)
        {
            Kernels.Combine(BinaryOperation.Add, gradient, result.Gradient, gradient, result.Length);
        }
    }

    /// <summary>Directs the gradients of a store to other memory of the same layout.</summary>
    public void AddSink(CpuTensor buffer, float* memory) => _sinks.Add((buffer, (nint)memory));

    public void ClearSinks() => _sinks.Clear();

    public void Dispose() => Arena.Dispose();

    private float* SinkOf(CpuTensor buffer)
    {
        foreach ((CpuTensor key, nint memory) in _sinks)
        {
            if (ReferenceEquals(key, buffer))
            {
                return (float*)memory;
            }
        }

        return IsInLane
            ? throw new InvalidOperationException(
                "The loss depends on trained parameters of a store that AccumulateGradients was not given. " +
                "List the store, or end the gradient with StopGradient.")
            : buffer.Data;
    }
}
