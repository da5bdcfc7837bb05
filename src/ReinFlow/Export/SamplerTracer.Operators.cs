using ReinFlow.Formats;
using ReinFlow.Tensors;

namespace ReinFlow.Export;

/// <content>The operators.</content>
internal sealed partial class SamplerTracer
{
    public override Tensor Add(Tensor left, Tensor right) => Pair("Add", left, right, engine.Add);

    public override Tensor Subtract(Tensor left, Tensor right) => Pair("Sub", left, right, engine.Subtract);

    public override Tensor Multiply(Tensor left, Tensor right) => Pair("Mul", left, right, engine.Multiply);

    public override Tensor Divide(Tensor left, Tensor right) => Pair("Div", left, right, engine.Divide);

    public override Tensor Minimum(Tensor left, Tensor right) => Pair("Min", left, right, engine.Minimum);

    public override Tensor Maximum(Tensor left, Tensor right) => Pair("Max", left, right, engine.Maximum);

    public override Tensor Affine(Tensor operand, float scale, float shift) => Map(operand, x => engine.Affine(x, scale, shift), x =>
    {
        string scaled = scale is 1f ? x : graph.Add("Mul", [x, graph.Number(scale)]);
        return shift is 0f ? scaled : graph.Add("Add", [scaled, graph.Number(shift)]);
    });

    public override Tensor Exp(Tensor operand) => Map(operand, engine.Exp, x => graph.Add("Exp", [x]));

    public override Tensor Log(Tensor operand) => Map(operand, engine.Log, x => graph.Add("Log", [x]));

    public override Tensor Square(Tensor operand) => Map(operand, engine.Square, x => graph.Add("Mul", [x, x]));

    public override Tensor Clamp(Tensor operand, float minimum, float maximum) => Map(
        operand,
        x => engine.Clamp(x, minimum, maximum),
        x => graph.Add("Clip", [x, graph.Number(minimum), graph.Number(maximum)]));

    public override Tensor Activate(Tensor operand, ActivationKind kind) =>
        Map(operand, x => engine.Activate(x, kind), x => TracedActivations.Add(graph, x, kind));

    public override Tensor Linear(
        Tensor input, Tensor weight, Tensor? bias, ActivationKind activation, Tensor? start = null, Range? columns = null)
    {
        (TracedTensor x, Tensor w) = (Of(input), Of(weight).Constant!);
        if (x.Constant is { } known)
        {
            Tensor product = Known(engine.Linear(known, w, bias is null ? null : Of(bias).Constant, ActivationKind.Identity, null, columns));
            return Activate(start is null ? product : Add(product, start), activation);
        }

        string result = graph.Add("MatMul", [x.Name!, Transposed(w, columns ?? ..)]);
        result = bias is null ? result : graph.Add("Add", [result, NameOf(bias)]);
        result = start is null ? result : graph.Add("Add", [result, NameOf(start)]);
        return Value(TracedActivations.Add(graph, result, activation), x.Shape.With(-1, w.Shape[0]));
    }

    public override Tensor PairwiseSum(Tensor left, Tensor right) =>
        left.Shape[0] == 1 || right.Shape[0] == 1 ? Add(left, right) : base.PairwiseSum(left, right);

    public override Tensor LayerNorm(Tensor input, Tensor weight, Tensor bias, float epsilon) => Map(
        input,
        x => engine.LayerNorm(x, Of(weight).Constant!, Of(bias).Constant!, epsilon),
        x =>
        {
            OnnxSetting[] lastAxis = [OnnxSetting.ListOf("axes", -1), OnnxSetting.Of("keepdims", 1)];
            string centred = graph.Add("Sub", [x, graph.Add("ReduceMean", [x], lastAxis)]);
            string variance = graph.Add("ReduceMean", [graph.Add("Mul", [centred, centred])], lastAxis);
            string deviation = graph.Add("Sqrt", [graph.Add("Add", [variance, graph.Number(epsilon)])]);
            return graph.Add("Add", [graph.Add("Mul", [graph.Add("Div", [centred, deviation]), NameOf(weight)]), NameOf(bias)]);
        });

    public override Tensor SinusoidalEmbedding(Tensor positions, int dimension) => Of(positions).Constant is { } known
        ? Known(engine.SinusoidalEmbedding(known, dimension))
        : throw new NotSupportedException("The policy embeds times that depend on its inputs, which cannot be exported to ONNX.");

    public override Tensor GatherRows(Tensor table, ReadOnlySpan<int> rows)
    {
        if (Of(table).Constant is { } known)
        {
            return Known(engine.GatherRows(known, rows));
        }

        string chosen = graph.Integers([.. rows.ToArray().Select(row => (long)row)]);
        return Value(graph.Add("Gather", [NameOf(table), chosen], OnnxSetting.Of("axis", 0)), table.Shape.With(0, rows.Length));
    }

    public override Tensor StopGradient(Tensor operand) => operand;

    /// <summary>The columns of a weight [out, in], as the matrix [columns, out] that stands right of a product.</summary>
    private string Transposed(Tensor weight, Range columns)
    {
        (int outputs, int inputs) = (weight.Shape[0], weight.Shape[1]);
        (int first, int count) = columns.GetOffsetAndLength(inputs);
        float[] values = weight.ToArray();
        float[] transposed = new float[count * outputs];
        for (int row = 0; row < outputs; row++)
        {
            for (int column = 0; column < count; column++)
            {
                transposed[(column * outputs) + row] = values[(row * inputs) + first + column];
            }
        }

        return graph.Constant([count, outputs], transposed);
    }

    private TracedTensor Map(Tensor operand, Func<Tensor, Tensor> compute, Func<string, string> trace) => Of(operand) is { Constant: { } known }
        ? Known(compute(known))
        : Value(trace(Of(operand).Name!), operand.Shape);

    private TracedTensor Pair(string operation, Tensor left, Tensor right, Func<Tensor, Tensor, Tensor> compute)
    {
        (TracedTensor a, TracedTensor b) = (Of(left), Of(right));
        return a.Constant is { } x && b.Constant is { } y
            ? Known(compute(x, y))
            : Value(graph.Add(operation, [NameOf(a), NameOf(b)]), Broadcast(a.Shape, b.Shape));
    }

    private static TensorShape Broadcast(TensorShape left, TensorShape right)
    {
        int rank = Math.Max(left.Rank, right.Rank);
        int[] axes = new int[rank];
        for (int i = 1; i <= rank; i++)
        {
            (int a, int b) = (i <= left.Rank ? left[-i] : 1, i <= right.Rank ? right[-i] : 1);
            axes[rank - i] = a == 1 ? b : b == 1 || a == b ? a : throw new ArgumentException($"The shapes {left} and {right} do not go together.", nameof(right));
        }

        return TensorShape.Create(axes);
    }
}
