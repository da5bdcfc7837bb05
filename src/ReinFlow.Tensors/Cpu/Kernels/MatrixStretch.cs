namespace ReinFlow.Tensors.Cpu;

/// <summary>What a stretch of a product's contraction adds to a place in C, which moves down from tile to tile.</summary>
/// <remarks>Bias and start belong to the first stretch, the activation to the last one; those after the first go on from C.</remarks>
internal unsafe struct MatrixStretch
{
    private TileTarget _target;
    private float* _preActivation;

    public MatrixStretch(in MatrixProduct product, int row, int column, int depthStart, int depth)
    {
        bool isFirst = depthStart == 0;
        bool isLast = depthStart + depth == product.K;
        long offset = ((long)row * product.LeadingC) + column;
        Activation = isLast ? product.Activation : ActivationKind.Identity;
        _preActivation = isLast && product.PreActivation != null ? product.PreActivation + offset : null;
        _target = new TileTarget
        {
            C = product.C + offset,
            LeadingC = product.LeadingC,
            Start = product.C + offset,
            LeadingStart = product.LeadingC,
            RectifiesEnd = Activation == ActivationKind.ReLU,
        };
        if (isFirst)
        {
            _target.Start = product.Start == null ? null : product.Start + ((long)row * product.LeadingStart) + column;
            _target.LeadingStart = product.LeadingStart;
            _target.Bias = product.Bias == null ? null : product.Bias + column;
        }
    }

    public ActivationKind Activation { get; }

    public readonly TileTarget Target => _target;

    /// <summary>Gets whether the register tile can finish by itself.</summary>
    public readonly bool SuitsRegisters =>
        _preActivation == null && Activation is ActivationKind.Identity or ActivationKind.ReLU;

    public void MoveDown(int rows)
    {
        _target.C += rows * _target.LeadingC;
        _target.Start = _target.Start == null ? null : _target.Start + (rows * _target.LeadingStart);
        _preActivation = _preActivation == null ? null : _preActivation + (rows * _target.LeadingC);
    }

    public readonly TileEdge<TSimd, TVector> Edge<TSimd, TVector>(float* buffer, int width, int rows, int columns)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => new()
        {
            Buffer = buffer,
            Width = width,
            Rows = rows,
            Columns = columns,
            Target = _target,
            PreActivation = _preActivation,
        };
}
