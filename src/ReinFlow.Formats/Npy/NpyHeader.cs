using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace ReinFlow.Formats;

/// <summary>Header of an npy array, versions 1 to 3.</summary>
internal sealed record NpyHeader(ImmutableArray<int> Shape, TensorDataType DataType, string DataTypeName, bool IsFortranOrder, int Length)
{
    private const int MaximumLength = 1 << 20;
    private const int Alignment = 64;
    private const int PrefixLength = 10;

    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Whether the order of the elements differs from row-major order.</summary>
    public bool IsColumnMajor => IsFortranOrder && Shape.Count(extent => extent != 1) > 1;

    public TensorInfo Describe(string name) => new(name, Shape, DataType, DataTypeName);

    public static NpyHeader Read(Stream stream, FormatSource source)
    {
        Span<byte> prefix = stackalloc byte[12];
        source.ReadExactly(stream, prefix[..PrefixLength]);
        if (!prefix[..6].SequenceEqual(Magic))
        {
            throw source.Damaged("no npy signature", "an array saved by NumPy");
        }

        int version = prefix[6];
        if (version is < 1 or > 3)
        {
            throw source.Error($"npy version {version}", "version 1, 2 or 3", "Save the array with a current NumPy.");
        }

        int prefixLength = version == 1 ? PrefixLength : PrefixLength + 2;
        source.ReadExactly(stream, prefix[PrefixLength..prefixLength]);
        uint length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(prefix[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]);
        if (length > MaximumLength)
        {
            throw source.Damaged($"a header of {length} bytes", $"at most {MaximumLength}");
        }

        byte[] header = new byte[length];
        source.ReadExactly(stream, header);
        return Parse((version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(header), source, prefixLength + (int)length);
    }

    /// <summary>Number of elements, checked against what this reader supports and against the bytes that follow the header.</summary>
    public long RequireReadable(long dataLength, FormatSource source)
    {
        if (DataType == TensorDataType.Unknown)
        {
            throw source.Error(
                $"elements of type {FormatSource.Printable(DataTypeName)}",
                "float32, float64, float16, int64, int32, uint8 or bool in little-endian order",
                "Convert the array with astype() before saving it; object arrays are never read because they need pickle.");
        }

        long count = ShapeMath.ElementCount(Shape, source);
        long expected = count * ElementConverter.SizeOf(DataType);
        return dataLength == expected
            ? count
            : throw source.Damaged($"{dataLength} bytes of data", $"{expected} for {DataTypeName} [{string.Join(", ", Shape)}]");
    }

    /// <summary>Refuses arrays whose rows do not follow one another.</summary>
    public void RequireRows(FormatSource source)
    {
        if (IsColumnMajor)
        {
            throw source.Error(
                $"column-major order of shape [{string.Join(", ", Shape)}]",
                "row-major order, to read it row by row",
                "Read the array as a whole, or save numpy.ascontiguousarray(array).");
        }
    }

    /// <summary>The array over its bytes.</summary>
    public TensorData Wrap(byte[] bytes)
    {
        if (!IsColumnMajor)
        {
            return new TensorData(Shape, DataType, bytes);
        }

        long[] strides = new long[Shape.Length];
        long stride = 1;
        for (int axis = 0; axis < strides.Length; axis++)
        {
            strides[axis] = stride;
            stride = unchecked(stride * Shape[axis]);
        }

        return new TensorData(Shape, DataType, bytes, [.. strides]);
    }

    /// <summary>The bytes of a version 1 header.</summary>
    public static byte[] Write(ReadOnlySpan<int> shape, TensorDataType dataType)
    {
        string extents = shape.Length == 1 ? $"{shape[0]}," : string.Join(", ", shape.ToArray());
        string text = $"{{'descr': '{Describe(dataType)}', 'fortran_order': False, 'shape': ({extents}), }}";
        int length = (PrefixLength + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill((byte)' ');
        Magic.CopyTo(bytes);
        bytes[6] = 1;
        bytes[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(length - PrefixLength));
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(PrefixLength));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    private static NpyHeader Parse(string text, FormatSource source, int length)
    {
        object? literal;
        try
        {
            literal = PythonLiteral.Parse(text);
        }
        catch (FormatException e)
        {
            throw source.Damaged($"a header that cannot be understood ({e.Message})", "a dictionary with descr, fortran_order and shape", e);
        }

        if (literal is not Dictionary<string, object?> fields
            || !fields.TryGetValue("descr", out object? type)
            || !fields.TryGetValue("fortran_order", out object? order) || order is not bool isFortranOrder
            || !fields.TryGetValue("shape", out object? shape) || shape is not List<object?> extents || !extents.All(extent => extent is long))
        {
            throw source.Damaged("an incomplete header", "a dictionary with descr, fortran_order and shape");
        }

        string typeName = type as string ?? "structured";
        ImmutableArray<int> checkedShape = ShapeMath.Require([.. extents.Cast<long>()], source);
        return new NpyHeader(checkedShape, ParseType(typeName), typeName, isFortranOrder, length);
    }

    private static TensorDataType ParseType(string name) => name switch
    {
        "<f2" => TensorDataType.Float16,
        "<f4" => TensorDataType.Float32,
        "<f8" => TensorDataType.Float64,
        "<i4" => TensorDataType.Int32,
        "<i8" => TensorDataType.Int64,
        "|u1" => TensorDataType.UInt8,
        "|b1" => TensorDataType.Bool,
        _ => TensorDataType.Unknown,
    };

    private static string Describe(TensorDataType type) => type switch
    {
        TensorDataType.Float16 => "<f2",
        TensorDataType.Float32 => "<f4",
        TensorDataType.Float64 => "<f8",
        TensorDataType.Int32 => "<i4",
        TensorDataType.Int64 => "<i8",
        TensorDataType.UInt8 => "|u1",
        TensorDataType.Bool => "|b1",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "NumPy has no such element type; convert the values to single precision first."),
    };
}
