namespace ReinFlow.Formats;

/// <summary>A setting of an operator of ONNX: an integer or a list of integers.</summary>
public sealed class OnnxSetting
{
    private const int IntegerType = 2;
    private const int IntegersType = 7;

    private readonly string _name;
    private readonly bool _isList;
    private readonly long[] _values;

    private OnnxSetting(string name, bool isList, long[] values) => (_name, _isList, _values) = (name, isList, values);

    /// <summary>Makes an integer.</summary>
    /// <param name="name">The name, for example <c>axis</c>.</param>
    /// <param name="value">The value.</param>
    /// <returns>The setting.</returns>
    public static OnnxSetting Of(string name, long value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new OnnxSetting(name, false, [value]);
    }

    /// <summary>Makes a list of integers.</summary>
    /// <param name="name">The name, for example <c>axes</c>.</param>
    /// <param name="values">The values.</param>
    /// <returns>The setting.</returns>
    public static OnnxSetting ListOf(string name, params ReadOnlySpan<long> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new OnnxSetting(name, true, values.ToArray());
    }

    internal ProtobufWriter Encode()
    {
        ProtobufWriter writer = new ProtobufWriter().Text(1, _name);
        foreach (long value in _values)
        {
            writer.Integer(_isList ? 8 : 3, value);
        }

        return writer.Integer(20, _isList ? IntegersType : IntegerType);
    }
}
