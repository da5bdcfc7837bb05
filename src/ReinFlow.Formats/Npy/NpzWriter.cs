using System.Runtime.InteropServices;

namespace ReinFlow.Formats;

/// <summary>Writes an archive of arrays that NumPy's <c>load</c> opens.</summary>
/// <remarks>The file appears under its name with <see cref="Complete"/>; without it nothing is left. The same arrays give the same bytes.</remarks>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class NpzWriter : IDisposable
{
    private readonly ZipTarget _target;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private NpzWriter(ZipTarget target) => _target = target;

    /// <summary>Starts an archive.</summary>
    /// <param name="path">Final path. Its directory must exist.</param>
    /// <param name="isCompressed">
    /// Whether to compress as <c>savez_compressed</c> does; stored archives can be read at any row without reading what is before.
    /// </param>
    public static NpzWriter Create(string path, bool isCompressed = false) =>
        new(new ZipTarget(path, isCompressed));

    /// <summary>Adds an array.</summary>
    /// <param name="name">Name, unique in the archive.</param>
    /// <param name="array">Shape, element type and values.</param>
    /// <exception cref="ArgumentException">The name is empty or was used before.</exception>
    public void Add(string name, TensorData array)
    {
        ArgumentNullException.ThrowIfNull(array);
        AddBytes(name, array.Shape.AsSpan(), array.DataType, array.ContiguousBytes().Span);
    }

    /// <summary>Adds an array of float32.</summary>
    /// <param name="name">Name, unique in the archive.</param>
    /// <param name="shape">Extent of every axis; empty for a single number.</param>
    /// <param name="values">Values in row-major order.</param>
    /// <exception cref="ArgumentException">The name was used before, or the shape does not hold that many values.</exception>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlySpan<float> values) => Add(name, shape, TensorDataType.Float32, values);

    /// <summary>Adds an array of float64.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{int}, ReadOnlySpan{float})"/>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlySpan<double> values) => Add(name, shape, TensorDataType.Float64, values);

    /// <summary>Adds an array of int64.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{int}, ReadOnlySpan{float})"/>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlySpan<long> values) => Add(name, shape, TensorDataType.Int64, values);

    /// <summary>Adds an array of int32.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{int}, ReadOnlySpan{float})"/>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlySpan<int> values) => Add(name, shape, TensorDataType.Int32, values);

    /// <summary>Adds an array of uint8.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{int}, ReadOnlySpan{float})"/>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlySpan<byte> values) => Add(name, shape, TensorDataType.UInt8, values);

    /// <summary>Adds an array of bool.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{int}, ReadOnlySpan{float})"/>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlySpan<bool> values) => Add(name, shape, TensorDataType.Bool, values);

    /// <summary>Finishes the archive, flushes it to the disk and gives it its name.</summary>
    public void Complete() => _target.Complete();

    /// <summary>Discards the archive unless it was completed.</summary>
    public void Dispose() => _target.Dispose();

    private void Add<T>(string name, ReadOnlySpan<int> shape, TensorDataType type, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ShapeMath.RequireCount(shape, values.Length);
        AddBytes(name, shape, type, MemoryMarshal.AsBytes(values));
    }

    private void AddBytes(string name, ReadOnlySpan<int> shape, TensorDataType type, ReadOnlySpan<byte> bytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        byte[] header = NpyHeader.Write(shape, type);
        if (!_names.Add(name))
        {
            throw new ArgumentException($"The archive already has an array '{name}'.", nameof(name));
        }

        _target.Add(name + ".npy", header, bytes);
    }
}
