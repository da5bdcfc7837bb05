using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ReinFlow.Formats;

/// <summary>Collects arrays and writes them as one safetensors file.</summary>
/// <remarks>
/// Values are not copied; they are read when <see cref="Save"/> writes them. Arrays are ordered by element size, the largest first, then
/// by name, so that every array is aligned and the same content gives the same bytes.
/// </remarks>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class SafetensorsWriter
{
    private const string MetadataKey = "__metadata__";

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private delegate ReadOnlySpan<byte> ByteSource();

    /// <summary>Adds an array of float32.</summary>
    /// <param name="name">Name, unique in the file.</param>
    /// <param name="shape">Extent of every axis; empty for a single number.</param>
    /// <param name="values">Values in row-major order; they must not change until the file is saved.</param>
    /// <returns>This writer.</returns>
    /// <exception cref="ArgumentException">The name was used before, or the shape does not hold that many values.</exception>
    public SafetensorsWriter Add(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<float> values) =>
        Add(name, shape, TensorDataType.Float32, values);

    /// <summary>Adds an array of int64.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{int}, ReadOnlyMemory{float})"/>
    public SafetensorsWriter Add(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<long> values) =>
        Add(name, shape, TensorDataType.Int64, values);

    /// <summary>Adds an array of uint8.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{int}, ReadOnlyMemory{float})"/>
    public SafetensorsWriter Add(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<byte> values) =>
        Add(name, shape, TensorDataType.UInt8, values);

    /// <summary>Adds an array of any known element type.</summary>
    /// <param name="name">Name, unique in the file.</param>
    /// <param name="array">Shape, element type and values.</param>
    /// <returns>This writer.</returns>
    /// <exception cref="ArgumentException">The name was used before.</exception>
    public SafetensorsWriter Add(string name, TensorData array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return Add(name, array.Shape.AsSpan(), array.DataType, () => array.ContiguousBytes().Span);
    }

    /// <summary>Adds a free text to the header.</summary>
    /// <param name="key">Name of the text; a text of the same name is replaced.</param>
    /// <param name="value">The text.</param>
    /// <returns>This writer.</returns>
    public SafetensorsWriter AddMetadata(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        _metadata[key] = value;
        return this;
    }

    /// <summary>Writes the file: to a temporary one first, which is flushed to the disk and renamed.</summary>
    /// <param name="path">Path of the file. Its directory must exist.</param>
    public void Save(string path)
    {
        Entry[] entries = [.. _entries.Values
            .OrderByDescending(entry => ElementConverter.SizeOf(entry.DataType))
            .ThenBy(entry => entry.Name, StringComparer.Ordinal)];
        byte[] json = Header(entries);
        int padded = (json.Length + SafetensorsReader.PrefixLength - 1) / SafetensorsReader.PrefixLength * SafetensorsReader.PrefixLength;
        byte[] start = new byte[SafetensorsReader.PrefixLength + padded];
        start.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteUInt64LittleEndian(start, (ulong)padded);
        json.CopyTo(start, SafetensorsReader.PrefixLength);
        using var file = new AtomicFile(path);
        file.Stream.Write(start);
        foreach (Entry entry in entries)
        {
            file.Stream.Write(entry.Bytes());
        }

        file.Commit();
    }

    private byte[] Header(Entry[] entries)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (_metadata.Count > 0)
            {
                json.WriteStartObject(MetadataKey);
                foreach ((string key, string value) in _metadata)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach (Entry entry in entries)
            {
                offset = WriteEntry(json, entry, offset);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static long WriteEntry(Utf8JsonWriter json, Entry entry, long offset)
    {
        long end = offset + ((long)ShapeMath.Count(entry.Shape) * ElementConverter.SizeOf(entry.DataType));
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", SafetensorsHeader.Describe(entry.DataType));
        json.WriteStartArray("shape");
        foreach (int extent in entry.Shape)
        {
            json.WriteNumberValue(extent);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        return end;
    }

    private SafetensorsWriter Add<T>(string name, ReadOnlySpan<int> shape, TensorDataType type, ReadOnlyMemory<T> values)
        where T : unmanaged
    {
        ShapeMath.RequireCount(shape, values.Length);
        return Add(name, shape, type, () => MemoryMarshal.AsBytes(values.Span));
    }

    private SafetensorsWriter Add(string name, ReadOnlySpan<int> shape, TensorDataType type, ByteSource bytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name == MetadataKey || !_entries.TryAdd(name, new Entry(name, shape.ToArray(), type, bytes)))
        {
            throw new ArgumentException($"The name '{name}' is taken.", nameof(name));
        }

        return this;
    }

    private sealed record Entry(string Name, int[] Shape, TensorDataType DataType, ByteSource Bytes);
}
