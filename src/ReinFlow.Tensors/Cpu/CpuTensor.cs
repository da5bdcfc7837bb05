namespace ReinFlow.Tensors.Cpu;

/// <summary>
/// A tensor in the processor's memory. Those of a scope are pooled objects over an arena's memory; those outside own theirs.
/// The fields of an operation are what its backward pass needs.
/// </summary>
internal sealed unsafe class CpuTensor : Tensor
{
    private readonly CpuEngine _engine;
    private TensorShape _shape;
    private NativeBlock? _memory;
    private PackedWeight[] _packed = [];
    private CpuTensor[] _parts = [];
    private int _partCount;
    private readonly Lock _viewing = new();
    private Dictionary<(int Offset, TensorShape Shape), PackedWeights>? _panels;

    public CpuTensor(CpuEngine engine) => _engine = engine;

    public override TensorEngine Engine => _engine;

    public override TensorShape Shape => _shape;

    public override bool RequiresGradient => NeedsGradient;

    public CpuEngine Owner => _engine;

    public float* Data { get; private set; }

    /// <summary>Gets whether memory of its own was released.</summary>
    public bool IsDisposed { get; private set; }

    public long Length => _shape.ElementCount;

    // What a tape needs of the tensor.
    public bool NeedsGradient { get; set; }

    public float* Gradient { get; set; }

    public CpuOperation? Operation { get; set; }

    public CpuTensor? First { get; set; }

    public CpuTensor? Second { get; set; }

    public CpuTensor? Third { get; set; }

    public CpuTensor? Fourth { get; set; }

    public Span<CpuTensor> Parts => _parts.AsSpan(0, _partCount);

    public float* Saved { get; set; }

    public float Scalar { get; set; }

    public float SecondScalar { get; set; }

    public int Number { get; set; }

    public int SecondNumber { get; set; }

    // What a parameter has beyond that.
    public CpuTensor? Buffer { get; private set; }

    public CpuTensor? GradientBuffer { get; private set; }

    public int Offset { get; private set; }

    public PackedWeights? Panels { get; private set; }

    /// <summary>Gets or sets a number that changes whenever a flat buffer of parameters does.</summary>
    public int Version { get; set; }

    /// <summary>Gets the packed copies of the parameters in a flat buffer, in the order in which they were first used.</summary>
    public PackedWeight[] Packed => _packed;

    public Span<float> Span => new(Data, (int)Length);

    public void BindToArena(float* data, TensorShape shape)
    {
        Data = data;
        _shape = shape;
        NeedsGradient = false;
        Gradient = null;
        Operation = null;
        First = Second = Third = Fourth = null;
        Saved = null;
    }

    public void Own(TensorShape shape)
    {
        _shape = shape;
        _memory = new NativeBlock(shape.ElementCount);
        _memory.Clear();
        Data = _memory.Data;
        _engine.CountPersistent(1);
    }

    public void BindToBuffer(CpuTensor values, CpuTensor? gradients, int offset, TensorShape shape)
    {
        Buffer = values;
        GradientBuffer = gradients;
        Offset = offset;
        _shape = shape;
        Data = values.Data + offset;
        NeedsGradient = gradients is not null;
        Panels = values.PanelsOf(this);
    }

    /// <summary>Makes room for operands beyond four; the room is kept, so that pooled tensors allocate nothing.</summary>
    public Span<CpuTensor> KeepParts(int count)
    {
        if (_parts.Length < count)
        {
            _parts = new CpuTensor[Math.Max(8, count)];
        }

        _partCount = count;
        return Parts;
    }

    /// <summary>Finds the first of them that needs a gradient.</summary>
    public CpuTensor FirstPartWithGradient()
    {
        int index = 0;
        while (!_parts[index].NeedsGradient)
        {
            index++;
        }

        return _parts[index];
    }

    public void AddPacked(PackedWeight copy)
    {
        PackedWeight[] known;
        do
        {
            known = _packed;
        }
        while (Interlocked.CompareExchange(ref _packed, [.. known, copy], known) != known);
    }

    /// <summary>Finds the packed copies of a parameter in this buffer; parameters over the same elements share them.</summary>
    private PackedWeights PanelsOf(CpuTensor parameter)
    {
        lock (_viewing)
        {
            _panels ??= [];
            if (!_panels.TryGetValue((parameter.Offset, parameter.Shape), out PackedWeights? panels))
            {
                panels = new PackedWeights(parameter);
                _panels.Add((parameter.Offset, parameter.Shape), panels);
            }

            return panels;
        }
    }

    public override void CopyTo(Span<float> destination) => Span.CopyTo(destination);

    public override void CopyFrom(ReadOnlySpan<float> source)
    {
        if (source.Length != Length)
        {
            throw new ArgumentException($"{source.Length} numbers do not fill a tensor of shape {_shape}.", nameof(source));
        }

        source.CopyTo(Span);
        Changed();
    }

    /// <summary>Says that the elements changed, so that packed copies are made anew.</summary>
    public void Changed()
    {
        Version++;
        if (Buffer is not null)
        {
            Buffer.Version++;
        }
    }

    public override void Dispose()
    {
        if (_memory is not null)
        {
            _memory.Dispose();
            _memory = null;
            IsDisposed = true;
            Data = null;
            _engine.CountPersistent(-1);
        }
    }
}
