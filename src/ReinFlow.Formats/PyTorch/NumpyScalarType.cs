namespace ReinFlow.Formats;

/// <summary>Element type of a NumPy scalar in a checkpoint.</summary>
internal sealed record NumpyScalarType(TensorDataType DataType)
{
    /// <summary>Checks the byte order in a type's state <c>(version, order, …)</c>.</summary>
    public void RequireLittleEndian(object? state, FormatSource source)
    {
        if (state is not object?[] { Length: > 1 } fields || fields[1] is not ("<" or "|" or "="))
        {
            throw source.Error(
                $"a NumPy number of {DataType} in an unknown byte order", "little-endian order", "Convert it with float() or int() before saving.");
        }
    }
}
