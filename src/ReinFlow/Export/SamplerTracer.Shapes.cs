using ReinFlow.Formats;
using ReinFlow.Tensors;

namespace ReinFlow.Export;

/// <content>The operators that move elements.</content>
internal sealed partial class SamplerTracer
{
    public override Tensor Concatenate(int axis, params ReadOnlySpan<Tensor> parts)
    {
        TracedTensor[] traced = [.. parts.ToArray().Select(Of)];
        int along = axis < 0 ? axis + traced[0].Shape.Rank : axis;
        if (traced.All(part => part.Constant is not null))
        {
            return Known(engine.Concatenate(along, [.. traced.Select(part => part.Constant!)]));
        }

        string name = graph.Add("Concat", [.. traced.Select(NameOf)], OnnxSetting.Of("axis", along));
        TensorShape shape = traced[0].Shape.With(along, traced.Sum(part => part.Shape[along]));
        return new TracedTensor(this, name, shape) { Joined = (along, traced) };
    }

    public override Tensor Slice(Tensor operand, int axis, int start, int length)
    {
        TracedTensor x = Of(operand);
        int along = axis < 0 ? axis + x.Shape.Rank : axis;
        if (x.Constant is { } known)
        {
            return Known(engine.Slice(known, along, start, length));
        }

        if (start == 0 && length == x.Shape[along])
        {
            return x;
        }

        if (BatchAxis.Counts(x.Shape[along]))
        {
            throw new NotSupportedException("The policy treats some rows of a batch in another way, which cannot be exported to ONNX.");
        }

        return x.FindPart(along, start, length) ?? Value(
            graph.Add("Slice", [x.Name!, graph.Integers(start), graph.Integers(start + length), graph.Integers(along)]),
            x.Shape.With(along, length));
    }

    public override Tensor Reshape(Tensor operand, TensorShape shape)
    {
        TracedTensor x = Of(operand);
        return x.Constant is { } known ? Known(engine.Reshape(known, shape))
            : x.Shape == shape ? x
            : Value(graph.Add("Reshape", [x.Name!, graph.Integers(BatchAxis.Open(shape.ToArray()))]), shape);
    }

    public override Tensor RepeatRows(Tensor operand, int count) =>
        Repeat(operand, count, (rows, rest) => [rows, 1, .. rest], (rows, rest) => [rows, count, .. rest], engine.RepeatRows);

    public override Tensor TileRows(Tensor operand, int count) =>
        Repeat(operand, count, (rows, rest) => [1, rows, .. rest], (rows, rest) => [count, rows, .. rest], engine.TileRows);

    public override Tensor Sum(Tensor operand, int axis)
    {
        TracedTensor x = Of(operand);
        int along = axis < 0 ? axis + x.Shape.Rank : axis;
        return x.Constant is { } known ? Known(engine.Sum(known, along))
            : BatchAxis.Counts(x.Shape[along]) ? throw new NotSupportedException("The policy sums over a batch, which cannot be exported to ONNX.")
            : Value(
                graph.Add("ReduceSum", [x.Name!, graph.Integers(along)], OnnxSetting.Of("keepdims", 0)), x.Shape.Without(along));
    }

    /// <summary>Repeats rows by way of an axis of length one, since the graph learns only when it runs how many rows there are.</summary>
    private TracedTensor Repeat(
        Tensor operand,
        int count,
        Func<int, int[], int[]> opened,
        Func<int, int[], int[]> repeated,
        Func<Tensor, int, Tensor> compute)
    {
        TracedTensor x = Of(operand);
        if (x.Constant is { } known && !BatchAxis.Counts(count))
        {
            return Known(compute(known, count));
        }

        (int rows, int[] rest) = (x.Shape[0], x.Shape.ToArray()[1..]);
        TracedTensor narrow = Of(Reshape(x, TensorShape.Create(opened(rows, rest))));
        string wide = graph.Expand(NameOf(narrow), TensorShape.Create(repeated(rows, rest)));
        TensorShape shape = x.Shape.With(0, rows * count);
        return Value(graph.Add("Reshape", [wide, graph.Integers(BatchAxis.Open(shape.ToArray()))]), shape);
    }
}
