using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ReinFlow.Tests.Export;

/// <summary>Runs an ONNX file in double precision, operator by operator: slow, plain, and there where ONNX Runtime is not.</summary>
internal sealed class OnnxInterpreter
{
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);

    public static float[] Run(string path, IReadOnlyDictionary<string, (int[] Shape, float[] Values)> inputs)
    {
        ProtobufFields graph = ProtobufFields.Parse(File.ReadAllBytes(path)).Messages(7).Single();
        var interpreter = new OnnxInterpreter();
        foreach ((string name, (int[] shape, float[] values)) in inputs)
        {
            interpreter._values[name] = new Value(shape, [.. values.Select(value => (double)value)]);
        }

        foreach (ProtobufFields constant in graph.Messages(5))
        {
            interpreter._values[constant.Text(8)] = Constant(constant);
        }

        foreach (ProtobufFields node in graph.Messages(1))
        {
            interpreter._values[node.Text(2)] = Apply(node, [.. node.Texts(1).Select(name => interpreter._values[name])]);
        }

        return [.. interpreter._values[graph.Messages(12).Single().Text(1)].Data.Select(value => (float)value)];
    }

    private static Value Constant(ProtobufFields tensor)
    {
        byte[] raw = tensor.Bytes(9).SingleOrDefault() ?? [];
        int[] shape = [.. tensor.Integers(1).Select(length => (int)length)];
        return tensor.Integer(2) == 1
            ? new Value(shape, [.. MemoryMarshal.Cast<byte, float>(raw).ToArray().Select(value => (double)value)])
            : new Value(shape, [.. raw.Chunk(8).Select(bytes => (double)BinaryPrimitives.ReadInt64LittleEndian(bytes))]);
    }

    private static Value Apply(ProtobufFields node, Value[] x)
    {
        ProtobufFields[] settings = [.. node.Messages(5)];
        long Setting(string name) => settings.Single(setting => setting.Text(1) == name).Integer(3);
        return node.Text(4) switch
        {
            "Add" => x[0].With(x[1], (a, b) => a + b),
            "Sub" => x[0].With(x[1], (a, b) => a - b),
            "Mul" => x[0].With(x[1], (a, b) => a * b),
            "Div" => x[0].With(x[1], (a, b) => a / b),
            "Relu" => x[0].Map(a => Math.Max(a, 0)),
            "Tanh" => x[0].Map(Math.Tanh),
            "Exp" => x[0].Map(Math.Exp),
            "Sqrt" => x[0].Map(Math.Sqrt),
            "Sigmoid" => x[0].Map(a => 1 / (1 + Math.Exp(-a))),
            "Softplus" => x[0].Map(a => a > 30 ? a : Math.Log(1 + Math.Exp(a))),
            "Clip" => x[0].Map(a => Math.Clamp(a, x[1].Data[0], x[2].Data[0])),
            "Identity" => x[0],
            "MatMul" => MatMul(x[0], x[1]),
            "ReduceMean" => Mean(x[0]),
            "Shape" => new Value([x[0].Shape.Length], [.. x[0].Shape.Select(length => (double)length)]),
            "Reshape" => Reshape(x[0], x[1]),
            "Expand" => x[0].With(new Value(x[1].Integers(), new double[Value.Count(x[1].Integers())]), (a, _) => a),
            "Slice" => Slice(x[0], (int)x[1].Data[0], (int)x[2].Data[0], x.Length > 3 ? (int)x[3].Data[0] : 0),
            "Concat" => Concat(x, (int)Setting("axis")),
            string unknown => throw new InvalidOperationException($"The test knows no operator {unknown}."),
        };
    }

    private static Value MatMul(Value left, Value right)
    {
        (int inner, int columns) = (right.Shape[0], right.Shape[1]);
        int rows = left.Data.Length / inner;
        double[] product = new double[rows * columns];
        for (int row = 0; row < rows; row++)
        {
            for (int k = 0; k < inner; k++)
            {
                double factor = left.Data[(row * inner) + k];
                for (int column = 0; column < columns; column++)
                {
                    product[(row * columns) + column] += factor * right.Data[(k * columns) + column];
                }
            }
        }

        return new Value([.. left.Shape[..^1], columns], product);
    }

    private static Value Mean(Value x) => new([.. x.Shape[..^1], 1], [.. x.Data.Chunk(x.Shape[^1]).Select(row => row.Average())]);

    private static Value Reshape(Value x, Value shape)
    {
        int[] lengths = shape.Integers();
        int known = Value.Count([.. lengths.Where(length => length >= 0)]);
        return x with { Shape = [.. lengths.Select(length => length >= 0 ? length : x.Data.Length / known)] };
    }

    private static Value Slice(Value x, int start, int end, int axis)
    {
        int inner = Value.Count(x.Shape[(axis + 1)..]);
        int[] shape = [.. x.Shape];
        shape[axis] = end - start;
        return new Value(shape, [.. x.Data.Chunk(x.Shape[axis] * inner).SelectMany(block => block[(start * inner)..(end * inner)])]);
    }

    private static Value Concat(Value[] parts, int axis)
    {
        int[] shape = [.. parts[0].Shape];
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        double[][][] blocks = [.. parts.Select(part => part.Data.Chunk(Value.Count(part.Shape[axis..])).ToArray())];
        return new Value(shape, [.. Enumerable.Range(0, blocks[0].Length).SelectMany(i => blocks.SelectMany(part => part[i]))]);
    }

    private sealed record Value(int[] Shape, double[] Data)
    {
        public static int Count(int[] shape) => shape.Aggregate(1, (product, length) => product * length);

        public int[] Integers() => [.. Data.Select(value => (int)value)];

        public Value Map(Func<double, double> function) => this with { Data = [.. Data.Select(function)] };

        public Value With(Value other, Func<double, double, double> function)
        {
            int rank = Math.Max(Shape.Length, other.Shape.Length);
            (int[] left, int[] right) = (Aligned(rank), other.Aligned(rank));
            int[] shape = [.. left.Zip(right, Math.Max)];
            double[] result = new double[Count(shape)];
            for (int i = 0; i < result.Length; i++)
            {
                (int a, int b, int rest, int stride) = (0, 0, i, result.Length);
                (int strideA, int strideB) = (Data.Length, other.Data.Length);
                for (int axis = 0; axis < rank; axis++)
                {
                    (stride, strideA, strideB) = (stride / shape[axis], strideA / left[axis], strideB / right[axis]);
                    int index = Math.DivRem(rest, stride, out rest);
                    a += left[axis] == 1 ? 0 : index * strideA;
                    b += right[axis] == 1 ? 0 : index * strideB;
                }

                result[i] = function(Data[a], other.Data[b]);
            }

            return new Value(shape, result);
        }

        private int[] Aligned(int rank) => [.. Enumerable.Repeat(1, rank - Shape.Length), .. Shape];
    }
}
