using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace ReinFlow.Formats;

/// <summary>A safetensors file opened for reading.</summary>
/// <remarks>The header is checked when the file is opened; values are read when they are asked for.</remarks>
/// <threadsafety>Arrays can be read from several threads at a time.</threadsafety>
public sealed class SafetensorsReader : IDisposable
{
    internal const int PrefixLength = 8;
    internal const long MaximumHeaderLength = 100_000_000;

    private readonly SafeFileHandle _file;
    private readonly FormatSource _source;
    private readonly long _dataStart;
    private readonly Dictionary<string, SafetensorsEntry> _entries;

    private SafetensorsReader(SafeFileHandle file, FormatSource source, SafetensorsHeader header, long dataStart)
    {
        _file = file;
        _source = source;
        _dataStart = dataStart;
        _entries = header.Entries.ToDictionary(entry => entry.Info.Name, StringComparer.Ordinal);
        Entries = [.. header.Entries.Select(entry => entry.Info)];
        Metadata = header.Metadata;
    }

    /// <summary>Path of the file.</summary>
    public string FilePath => _source.Path;

    /// <summary>The arrays in the order of the header.</summary>
    public IReadOnlyList<TensorInfo> Entries { get; }

    /// <summary>The free texts of the file (<c>__metadata__</c>), ordered by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">The file is not a safetensors file, or is damaged.</exception>
    public static SafetensorsReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var source = new FormatSource(path);
        SafeFileHandle file = File.OpenHandle(path);
        try
        {
            long length = RandomAccess.GetLength(file);
            Span<byte> prefix = stackalloc byte[PrefixLength];
            ReadExactly(file, prefix, offset: 0, source);
            ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
            if (headerLength > MaximumHeaderLength || (long)headerLength > length - PrefixLength)
            {
                throw source.Damaged(
                    $"a header of {headerLength} bytes in a file of {length}", $"at most {Math.Min(MaximumHeaderLength, length - PrefixLength)}");
            }

            byte[] json = new byte[headerLength];
            ReadExactly(file, json, PrefixLength, source);
            long dataStart = PrefixLength + json.Length;
            return new SafetensorsReader(file, source, SafetensorsHeader.Parse(json, length - dataStart, source), dataStart);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether the file has an array of that name.</summary>
    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>Reads an array with its element type.</summary>
    /// <param name="name">Name of the array.</param>
    /// <exception cref="FileFormatException">There is no such array, or it has elements that cannot be read.</exception>
    public TensorData Read(string name)
    {
        SafetensorsEntry entry = Require(name);
        long length = entry.End - entry.Start;
        if (length > Array.MaxLength)
        {
            throw _source.In(name).Error($"{length} bytes", $"at most {Array.MaxLength}", "Split the array before saving it.");
        }

        byte[] bytes = new byte[length];
        ReadExactly(_file, bytes, _dataStart + entry.Start, _source.In(name));
        return new TensorData(entry.Info.Shape, entry.Info.DataType, bytes);
    }

    /// <summary>Reads an array, converted to single precision.</summary>
    /// <param name="name">Name of the array.</param>
    /// <exception cref="FileFormatException">There is no such array, or it has elements that cannot be read.</exception>
    public float[] ReadSingles(string name) => Read(name).ToSingles();

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static void ReadExactly(SafeFileHandle file, Span<byte> target, long offset, FormatSource source)
    {
        while (!target.IsEmpty)
        {
            int read = RandomAccess.Read(file, target, offset);
            if (read == 0)
            {
                throw source.Damaged("the end of the file", $"{target.Length} more bytes");
            }

            target = target[read..];
            offset += read;
        }
    }

    private SafetensorsEntry Require(string name)
    {
        if (!_entries.TryGetValue(name, out SafetensorsEntry? entry))
        {
            string names = FormatSource.Printable(string.Join(", ", _entries.Keys));
            throw _source.Error($"no array '{FormatSource.Printable(name)}' among {names}", "an array of that name", "Check which kind of file this is.");
        }

        return entry.Info.DataType != TensorDataType.Unknown
            ? entry
            : throw _source.In(name).Error(
                $"elements of type {FormatSource.Printable(entry.Info.DataTypeName)}",
                "F64, F32, F16, BF16, I64, I32, U8 or BOOL",
                "Convert the array before saving it.");
    }
}
