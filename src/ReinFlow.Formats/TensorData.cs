using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ReinFlow.Formats;

/// <summary>An array read from a file, or about to be written: shape, element type and values in row-major order.</summary>
/// <remarks>Several arrays of a PyTorch checkpoint may be views of one storage; a view is copied out when its values are asked for.</remarks>
public sealed class TensorData
{
    private readonly ReadOnlyMemory<byte> _storage;
    private readonly ImmutableArray<long> _strides;

    internal TensorData(ImmutableArray<int> shape, TensorDataType dataType, ReadOnlyMemory<byte> bytes)
        : this(shape, dataType, bytes, default)
    {
    }

    /// <param name="shape">Extent of every axis.</param>
    /// <param name="dataType">Element type.</param>
    /// <param name="storage">Bytes from the first element on.</param>
    /// <param name="strides">Elements between neighbours along every axis; default for contiguous storage.</param>
    internal TensorData(ImmutableArray<int> shape, TensorDataType dataType, ReadOnlyMemory<byte> storage, ImmutableArray<long> strides)
    {
        Shape = shape;
        DataType = dataType;
        _storage = storage;
        _strides = strides;
        ElementCount = ShapeMath.Count(shape.AsSpan());
    }

    /// <summary>Extent of every axis; empty for a single number.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>Element type of the stored values.</summary>
    public TensorDataType DataType { get; }

    /// <summary>Number of elements.</summary>
    public int ElementCount { get; }

    /// <summary>Copies numbers into an array of the given shape.</summary>
    /// <exception cref="ArgumentException">The shape does not hold that many values.</exception>
    public static TensorData From(ReadOnlySpan<int> shape, ReadOnlySpan<float> values) => Copy(shape, values, TensorDataType.Float32);

    /// <inheritdoc cref="From(ReadOnlySpan{int}, ReadOnlySpan{float})"/>
    public static TensorData From(ReadOnlySpan<int> shape, ReadOnlySpan<double> values) => Copy(shape, values, TensorDataType.Float64);

    /// <inheritdoc cref="From(ReadOnlySpan{int}, ReadOnlySpan{float})"/>
    public static TensorData From(ReadOnlySpan<int> shape, ReadOnlySpan<long> values) => Copy(shape, values, TensorDataType.Int64);

    /// <inheritdoc cref="From(ReadOnlySpan{int}, ReadOnlySpan{float})"/>
    public static TensorData From(ReadOnlySpan<int> shape, ReadOnlySpan<int> values) => Copy(shape, values, TensorDataType.Int32);

    /// <inheritdoc cref="From(ReadOnlySpan{int}, ReadOnlySpan{float})"/>
    public static TensorData From(ReadOnlySpan<int> shape, ReadOnlySpan<byte> values) => Copy(shape, values, TensorDataType.UInt8);

    /// <inheritdoc cref="From(ReadOnlySpan{int}, ReadOnlySpan{float})"/>
    public static TensorData From(ReadOnlySpan<int> shape, ReadOnlySpan<bool> values) => Copy(shape, values, TensorDataType.Bool);

    /// <summary>The values as single-precision numbers; wider types are rounded, truth values become 0 and 1.</summary>
    public float[] ToSingles() => ToArray<float>();

    /// <summary>The values as double-precision numbers.</summary>
    public double[] ToDoubles() => ToArray<double>();

    /// <summary>The values as 64-bit integers.</summary>
    /// <exception cref="InvalidOperationException">The values are reals.</exception>
    public long[] ToInt64s() => ToArray<long>();

    /// <summary>Copies the values as single-precision numbers.</summary>
    /// <param name="target">Receives <see cref="ElementCount"/> numbers.</param>
    /// <exception cref="ArgumentException">The target has another length.</exception>
    public void CopyTo(Span<float> target)
    {
        if (target.Length != ElementCount)
        {
            throw new ArgumentException($"The target holds {target.Length} numbers but the array has {ElementCount}.", nameof(target));
        }

        ElementConverter.Convert(ContiguousBytes().Span, DataType, target);
    }

    /// <summary>The elements as they are stored: little-endian, row-major, without gaps.</summary>
    public byte[] ToRawBytes() => ContiguousBytes().ToArray();

    /// <summary>Description under a name.</summary>
    internal TensorInfo Describe(string name) => new(name, Shape, DataType, DataType.ToString());

    internal T[] ToArray<T>()
        where T : unmanaged, INumberBase<T>
    {
        if (!ElementConverter.Fits<T>(DataType))
        {
            throw new InvalidOperationException($"An array of {DataType} cannot be read as {typeof(T).Name}; read it as single or double precision.");
        }

        var values = new T[ElementCount];
        ElementConverter.Convert(ContiguousBytes().Span, DataType, values.AsSpan());
        return values;
    }

    internal ReadOnlyMemory<byte> ContiguousBytes()
    {
        int size = ElementConverter.SizeOf(DataType);
        if (_strides.IsDefault || ElementCount == 0)
        {
            return _storage[..(ElementCount * size)];
        }

        byte[] bytes = new byte[checked(ElementCount * size)];
        Gather(_storage.Span, bytes, size, axis: 0);
        return bytes;
    }

    private static TensorData Copy<T>(ReadOnlySpan<int> shape, ReadOnlySpan<T> values, TensorDataType type)
        where T : unmanaged
    {
        ShapeMath.RequireCount(shape, values.Length);
        return new TensorData([.. shape], type, MemoryMarshal.AsBytes(values).ToArray());
    }

    private void Gather(ReadOnlySpan<byte> source, Span<byte> target, int size, int axis)
    {
        if (axis == Shape.Length)
        {
            source[..size].CopyTo(target);
            return;
        }

        int block = target.Length / Shape[axis];
        for (int i = 0; i < Shape[axis]; i++)
        {
            int from = checked((int)(i * _strides[axis] * size));
            Gather(source[from..], target.Slice(i * block, block), size, axis + 1);
        }
    }
}
