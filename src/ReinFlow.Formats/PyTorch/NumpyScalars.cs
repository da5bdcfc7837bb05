namespace ReinFlow.Formats;

/// <summary>Turns NumPy numbers of a checkpoint into plain numbers.</summary>
internal sealed class NumpyScalars(FormatSource source)
{
    public object CreateType(IReadOnlyList<object?> arguments)
    {
        TensorDataType? type = (arguments.Count > 0 ? arguments[0] : null) switch
        {
            "f2" => TensorDataType.Float16,
            "f4" => TensorDataType.Float32,
            "f8" => TensorDataType.Float64,
            "i4" => TensorDataType.Int32,
            "i8" => TensorDataType.Int64,
            "u1" => TensorDataType.UInt8,
            "b1" => TensorDataType.Bool,
            _ => null,
        };
        return type is { } known
            ? new NumpyScalarType(known)
            : throw source.Error("a NumPy number of an unknown type", "f2, f4, f8, i4, i8, u1 or b1", "Convert it with float() or int() before saving.");
    }

    public object Create(IReadOnlyList<object?> arguments)
    {
        if (arguments is not [NumpyScalarType type, byte[] bytes] || bytes.Length != ElementConverter.SizeOf(type.DataType))
        {
            throw source.Damaged("a NumPy number without its bytes", "a type and its bytes");
        }

        if (!ElementConverter.IsInteger(type.DataType))
        {
            Span<double> real = stackalloc double[1];
            ElementConverter.Convert(bytes, type.DataType, real);
            return real[0];
        }

        Span<long> integer = stackalloc long[1];
        ElementConverter.Convert(bytes, type.DataType, integer);
        return type.DataType == TensorDataType.Bool ? integer[0] != 0 : integer[0];
    }
}
