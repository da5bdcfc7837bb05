using ReinFlow.Tensors.Cpu;

namespace ReinFlow.Tensors;

/// <content>The operators.</content>
public sealed partial class CpuEngine
{
    /// <inheritdoc/>
    public override Tensor Add(Tensor left, Tensor right) =>
        BroadcastOperation.Forward(Current, BinaryOperation.Add, Own(left), Own(right));

    /// <inheritdoc/>
    public override Tensor Subtract(Tensor left, Tensor right) =>
        BroadcastOperation.Forward(Current, BinaryOperation.Subtract, Own(left), Own(right));

    /// <inheritdoc/>
    public override Tensor Multiply(Tensor left, Tensor right) =>
        BroadcastOperation.Forward(Current, BinaryOperation.Multiply, Own(left), Own(right));

    /// <inheritdoc/>
    public override Tensor Divide(Tensor left, Tensor right) =>
        BroadcastOperation.Forward(Current, BinaryOperation.Divide, Own(left), Own(right));

    /// <inheritdoc/>
    public override Tensor Minimum(Tensor left, Tensor right) =>
        BroadcastOperation.Forward(Current, BinaryOperation.Minimum, Own(left), Own(right));

    /// <inheritdoc/>
    public override Tensor Maximum(Tensor left, Tensor right) =>
        BroadcastOperation.Forward(Current, BinaryOperation.Maximum, Own(left), Own(right));

    /// <inheritdoc/>
    public override Tensor Affine(Tensor operand, float scale, float shift) => AffineOperation.Forward(Current, Own(operand), scale, shift);

    /// <inheritdoc/>
    public override Tensor Exp(Tensor operand) => MapOperation.Forward(Current, UnaryOperation.Exp, Own(operand));

    /// <inheritdoc/>
    public override Tensor Log(Tensor operand) => MapOperation.Forward(Current, UnaryOperation.Log, Own(operand));

    /// <inheritdoc/>
    public override Tensor Square(Tensor operand) => MapOperation.Forward(Current, UnaryOperation.Square, Own(operand));

    /// <inheritdoc/>
    public override Tensor Clamp(Tensor operand, float minimum, float maximum) =>
        minimum <= maximum
            ? ClampOperation.Forward(Current, Own(operand), minimum, maximum)
            : throw new ArgumentException($"The lower limit {minimum} lies above the upper limit {maximum}.", nameof(minimum));

    /// <inheritdoc/>
    public override Tensor Activate(Tensor operand, ActivationKind kind) => ActivationOperation.Forward(Current, Own(operand), kind);

    /// <inheritdoc/>
    public override Tensor Linear(
        Tensor input, Tensor weight, Tensor? bias, ActivationKind activation, Tensor? start = null, Range? columns = null) =>
        LinearOperation.Forward(Current, LinearOperands.Check(
            Own(input), Own(weight), bias is null ? null : Own(bias), activation, start is null ? null : Own(start), columns));

    /// <inheritdoc/>
    public override Tensor EnsembleLinear(
        Tensor input, ReadOnlySpan<Tensor> weights, ReadOnlySpan<Tensor> biases, ActivationKind activation) =>
        EnsembleLinearOperation.Forward(Current, Own(input), weights, biases, activation);

    /// <inheritdoc/>
    public override Tensor EnsembleLayerNorm(
        Tensor input, ReadOnlySpan<Tensor> weights, ReadOnlySpan<Tensor> biases, float epsilon) =>
        EnsembleLayerNormOperation.Forward(Current, Own(input), weights, biases, epsilon);

    /// <inheritdoc/>
    public override Tensor PairwiseSum(Tensor left, Tensor right) => PairwiseSumOperation.Forward(Current, Own(left), Own(right));

    /// <inheritdoc/>
    public override Tensor LayerNorm(Tensor input, Tensor weight, Tensor bias, float epsilon) =>
        LayerNormOperation.Forward(Current, Own(input), Own(weight), Own(bias), epsilon);

    /// <inheritdoc/>
    public override Tensor SinusoidalEmbedding(Tensor positions, int dimension) =>
        Cpu.SinusoidalEmbedding.Forward(Current, Own(positions), dimension);

    /// <inheritdoc/>
    public override Tensor GatherRows(Tensor table, ReadOnlySpan<int> rows) => GatherOperation.Forward(Current, Own(table), rows);

    /// <inheritdoc/>
    public override Tensor Concatenate(int axis, params ReadOnlySpan<Tensor> parts) =>
        ConcatenateOperation.Forward(Current, axis, parts, this);

    /// <inheritdoc/>
    public override Tensor Slice(Tensor operand, int axis, int start, int length) =>
        SliceOperation.Forward(Current, Own(operand), axis, start, length);

    /// <inheritdoc/>
    public override Tensor Reshape(Tensor operand, TensorShape shape) => ShapeOperation.Forward(Current, Own(operand), shape);

    /// <inheritdoc/>
    public override Tensor RepeatRows(Tensor operand, int count) => RepeatOperation.Forward(Current, Own(operand), count, whole: false);

    /// <inheritdoc/>
    public override Tensor TileRows(Tensor operand, int count) => RepeatOperation.Forward(Current, Own(operand), count, whole: true);

    /// <inheritdoc/>
    public override Tensor Sum(Tensor operand, int axis) => SumOperation.Forward(Current, Own(operand), axis);

    /// <inheritdoc/>
    public override Tensor StopGradient(Tensor operand) => Current.CreateView(Own(operand), operand.Shape);
}
