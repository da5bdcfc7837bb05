using ReinFlow.Tensors.Cpu;

namespace ReinFlow.Tensors;

/// <summary>The embedded engine: pure C#, vectorised, parallel over rows, no native library.</summary>
/// <remarks>
/// No operator uses more than one thread. A minibatch is cut into micro-batches, and a worker takes each through the whole
/// forward and backward pass while its activations stay in the cache of one core. Results have the same bits for any number
/// of threads.
/// </remarks>
/// <threadsafety>Thread-safe: scopes and tapes belong to the thread that opened them.</threadsafety>
public sealed partial class CpuEngine : TensorEngine
{
    private readonly ThreadLocal<CpuThread> _threads;

    /// <summary>Weak, so that what a thread held goes when the thread has ended.</summary>
    private readonly List<WeakReference<CpuThread>> _entered = [];
    private readonly WorkerGroup _workers;
    private long _persistent;
    private int _disposed;

    /// <summary>Initializes a new instance of the <see cref="CpuEngine"/> class.</summary>
    /// <param name="options">The options, or <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is out of range.</exception>
    /// <exception cref="PlatformNotSupportedException">The processor lacks the instruction set asked for.</exception>
    public CpuEngine(CpuEngineOptions? options = null)
    {
        CpuEngineOptions chosen = options ?? new CpuEngineOptions();
        if (chosen.Threads is < 0 or > CpuEngineOptions.MaximumThreads)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options),
                chosen.Threads,
                $"{nameof(chosen.Threads)} must lie between 1 and {CpuEngineOptions.MaximumThreads}, or be 0 for one per processor.");
        }

        InstructionSet = chosen.InstructionSet ?? InstructionSets.Best;
        if (!InstructionSets.IsSupported(InstructionSet))
        {
            throw new PlatformNotSupportedException(
                $"This processor does not have the instruction set {InstructionSet}; the best it has is {InstructionSets.Best}. " +
                "Leave CpuEngineOptions.InstructionSet unset.");
        }

        Kernels = KernelSet.For(InstructionSet);
        _workers = new WorkerGroup(chosen.Threads);
        _threads = new ThreadLocal<CpuThread>(Enter);
    }

    /// <summary>Gets the instruction set that the engine computes with.</summary>
    public InstructionSet InstructionSet { get; }

    /// <inheritdoc/>
    public override int Threads => _workers.Threads;

    /// <inheritdoc/>
    public override string Name => $"CPU ({InstructionSet}, {Threads} threads)";

    /// <inheritdoc/>
    public override long LiveTensorCount =>
        Interlocked.Read(ref _persistent) + AliveThreads().Sum(thread => (long)thread.Arena.TensorCount);

    internal KernelSet Kernels { get; }

    internal CpuThread Current => _threads.Value!;

    /// <inheritdoc/>
    public override TensorScope OpenScope() => Current.OpenScope();

    /// <inheritdoc/>
    public override GradientTape RecordGradients() => new CpuTape(Current);

    /// <inheritdoc/>
    public override void Differentiate(MicroBatch batch, Func<MicroBatch, Tensor> loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        using CpuTape tape = Current.OpenLaneTape();
        tape.Backward(loss(batch));
    }

    /// <inheritdoc/>
    public override Tensor Zeros(TensorShape shape)
    {
        CpuTensor tensor = Current.Create(shape);
        tensor.Span.Clear();
        return tensor;
    }

    /// <inheritdoc/>
    public override Tensor FromValues(ReadOnlySpan<float> values, TensorShape shape)
    {
        if (values.Length != shape.ElementCount)
        {
            throw new ArgumentException($"{values.Length} numbers do not fill a tensor of shape {shape}.", nameof(values));
        }

        CpuTensor tensor = Current.Create(shape);
        values.CopyTo(tensor.Span);
        return tensor;
    }

    /// <inheritdoc/>
    public override Tensor CreatePersistent(TensorShape shape) => CreateOwned(shape);

    /// <inheritdoc/>
    public override Tensor CreateParameter(Tensor values, Tensor? gradients, int offset, TensorShape shape)
    {
        CpuTensor buffer = Own(values);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + (long)shape.ElementCount, buffer.Length, nameof(offset));
        var parameter = new CpuTensor(this);
        parameter.BindToBuffer(buffer, gradients is null ? null : Own(gradients), offset, shape);
        return parameter;
    }

    internal CpuTensor CreateOwned(TensorShape shape)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        var tensor = new CpuTensor(this);
        tensor.Own(shape);
        return tensor;
    }

    internal void CountPersistent(int change) => Interlocked.Add(ref _persistent, change);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0 && disposing)
        {
            _workers.Dispose();
            _sums.Dispose();
            foreach (CpuThread thread in AliveThreads())
            {
                thread.Dispose();
            }

            _threads.Dispose();
        }
    }

    internal CpuTensor Own(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor is not CpuTensor cpu || !ReferenceEquals(cpu.Owner, this))
        {
            throw new ArgumentException("The tensor belongs to another engine. Copy it with FromValues first.", nameof(tensor));
        }

        // A parameter is gone with the buffer of its store.
        ObjectDisposedException.ThrowIf((cpu.Buffer ?? cpu).IsDisposed, cpu);
        return cpu;
    }

    private CpuThread Enter()
    {
        var thread = new CpuThread(this);
        lock (_entered)
        {
            _entered.RemoveAll(reference => !reference.TryGetTarget(out _));
            _entered.Add(new WeakReference<CpuThread>(thread));
        }

        return thread;
    }

    private List<CpuThread> AliveThreads()
    {
        var alive = new List<CpuThread>();
        lock (_entered)
        {
            foreach (WeakReference<CpuThread> reference in _entered)
            {
                if (reference.TryGetTarget(out CpuThread? thread))
                {
                    alive.Add(thread);
                }
            }
        }

        return alive;
    }
}
