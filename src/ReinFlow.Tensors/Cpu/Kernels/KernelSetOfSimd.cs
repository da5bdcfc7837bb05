namespace ReinFlow.Tensors.Cpu;

/// <summary>The kernels, compiled for one instruction set.</summary>
/// <typeparam name="TSimd">The instruction set.</typeparam>
/// <typeparam name="TVector">Its vector type.</typeparam>
internal sealed unsafe class KernelSet<TSimd, TVector>(InstructionSet instructionSet) : KernelSet(instructionSet)
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public override int PanelWidth => MatrixKernel<TSimd, TVector>.PanelWidth;

    public override long PackedSize(int k, int n) => MatrixKernel<TSimd, TVector>.PackedSize(k, n);

    public override void PackB(float* b, int ldb, bool transposed, int k, int n, float* packed) =>
        MatrixKernel<TSimd, TVector>.PackB(b, ldb, transposed, k, n, packed);

    public override void Multiply(in MatrixProduct product) => MatrixKernel<TSimd, TVector>.Multiply(product);

    public override void Activate(ActivationKind kind, float* x, float* y, long n) =>
        ActivationKernels<TSimd, TVector>.Forward(kind, x, y, n);

    public override void ActivateBackward(
        ActivationKind kind, float* x, float* y, float* dy, float* dx, long n, bool accumulate) =>
        ActivationKernels<TSimd, TVector>.Backward(kind, x, y, dy, dx, n, accumulate);

    public override void Apply(UnaryOperation operation, float* x, float* destination, long n) =>
        UnaryMaps<TSimd, TVector>.Apply(operation, x, destination, n);

    public override void Combine(BinaryOperation operation, float* x, float* y, float* destination, long n) =>
        BinaryMaps<TSimd, TVector>.Apply(operation, BinaryMaps<TSimd, TVector>.Second.Array, x, y, destination, 1, n);

    public override void CombineScalar(BinaryOperation operation, float* x, float s, float* destination, long n) =>
        BinaryMaps<TSimd, TVector>.Apply(operation, BinaryMaps<TSimd, TVector>.Second.Scalar, x, &s, destination, 1, n);

    public override void CombineRow(BinaryOperation operation, float* x, float* v, float* destination, long rows, long columns) =>
        BinaryMaps<TSimd, TVector>.Apply(operation, BinaryMaps<TSimd, TVector>.Second.Row, x, v, destination, rows, columns);

    public override void CombineColumn(BinaryOperation operation, float* x, float* s, float* destination, long rows, long columns) =>
        BinaryMaps<TSimd, TVector>.Apply(operation, BinaryMaps<TSimd, TVector>.Second.Column, x, s, destination, rows, columns);

    public override void MultiplyAdd(float* sum, float* x, float factor, long n) =>
        ParameterKernels<TSimd, TVector>.MultiplyAdd(sum, x, factor, n);

    public override void Clamp(float* x, float low, float high, float* destination, long n) =>
        ParameterKernels<TSimd, TVector>.Clamp(x, low, high, destination, n);

    public override void Lerp(float* average, float* theta, double decay, long n) =>
        ParameterKernels<TSimd, TVector>.Lerp(average, theta, decay, n);

    public override void ColumnSumAccumulate(float* x, int rows, int columns, int ld, float* destination) =>
        ParameterKernels<TSimd, TVector>.ColumnSumAccumulate(x, rows, columns, ld, destination);

    public override void LayerNorm(
        float* x, float* gain, float* bias, float* y, float* mean, float* inverseStd, int rows, int columns, float epsilon) =>
        LayerNormKernel<TSimd, TVector>.Forward(x, gain, bias, y, mean, inverseStd, rows, columns, epsilon);

    public override void LayerNormBackward(in LayerNormGradient gradient, bool accumulate) =>
        LayerNormKernel<TSimd, TVector>.Backward(gradient, accumulate);

    public override void AdamW(float* theta, float* m, float* v, float* gradient, long n, in AdamWStep step) =>
        ParameterKernels<TSimd, TVector>.AdamW(theta, m, v, gradient, n, step);
}
