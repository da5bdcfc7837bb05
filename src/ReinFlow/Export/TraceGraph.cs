using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ReinFlow.Formats;
using ReinFlow.Tensors;

namespace ReinFlow.Export;

/// <summary>The ONNX graph of a trace: operators in order, and every constant once, however often it is used.</summary>
internal sealed class TraceGraph(OnnxModel model)
{
    private readonly Dictionary<string, string> _constants = new(StringComparer.Ordinal);
    private int _values;
    private string? _batch;
    private string? _anyInput;

    /// <summary>Adds an input whose first axis is the batch.</summary>
    public void AddInput(OnnxValue input)
    {
        model.AddInput(input);
        _anyInput ??= input.Name;
    }

    /// <summary>Adds an operator and returns the name of its result.</summary>
    public string Add(string operation, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxSetting> settings) =>
        Add(operation, NextName(operation), inputs, settings);

    /// <summary>Adds an operator whose result has a given name.</summary>
    public string Add(string operation, string output, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxSetting> settings)
    {
        model.AddNode(new OnnxNode(operation, inputs, output, settings));
        return output;
    }

    public string Number(float value) => Constant([], [value]);

    public string Constant(ReadOnlySpan<int> shape, ReadOnlySpan<float> values) =>
        Constant(TensorData.From(shape, values), Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(values))));

    public string Integers(params ReadOnlySpan<long> values) =>
        Constant(TensorData.From([values.Length], values), $"integers {string.Join(' ', values.ToArray())}");

    /// <summary>Adds what is known to the graph; a tensor with one row per row of the batch must have equal rows.</summary>
    /// <exception cref="NotSupportedException">The rows differ.</exception>
    public string Constant(Tensor tensor)
    {
        TensorShape shape = tensor.Shape;
        float[] values = tensor.ToArray();
        if (!BatchAxis.IsIn(shape))
        {
            return Constant(shape.ToArray(), values);
        }

        int width = values.Length / shape[0];
        ReadOnlySpan<float> row = values.AsSpan(0, width);
        for (int start = width; start < values.Length; start += width)
        {
            if (!row.SequenceEqual(values.AsSpan(start, width)))
            {
                throw new NotSupportedException("The policy has other constants for every row of a batch, which cannot be exported to ONNX.");
            }
        }

        return Expand(Constant(shape.With(0, 1).ToArray(), row), shape);
    }

    /// <summary>Repeats along axes of length one until the shape is reached.</summary>
    public string Expand(string value, TensorShape shape)
    {
        string[] lengths = [.. shape.ToArray().Select(length => BatchAxis.Counts(length) ? Rows(length / BatchAxis.Length) : Integers(length))];
        return Add("Expand", [value, Add("Concat", lengths, OnnxSetting.Of("axis", 0))]);
    }

    private string Rows(int multiple)
    {
        _batch ??= Add("Slice", [Add("Shape", [_anyInput!]), Integers(0), Integers(1)]);
        return multiple == 1 ? _batch : Add("Mul", [_batch, Integers(multiple)]);
    }

    private string Constant(TensorData data, string content)
    {
        string key = $"{content} {string.Join(',', data.Shape)}";
        if (!_constants.TryGetValue(key, out string? name))
        {
            _constants[key] = name = NextName("constant");
            model.AddConstant(name, data);
        }

        return name;
    }

    private string NextName(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind.ToLowerInvariant()}_{++_values}");
}
