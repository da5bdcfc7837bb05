using System.Numerics;

namespace ReinFlow.Formats;

/// <summary>An archive of arrays as NumPy's <c>savez</c> and <c>savez_compressed</c> write it, opened for reading.</summary>
/// <remarks>Nothing but names is loaded at first. Pickled objects are never read.</remarks>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class NpzArchive : IDisposable
{
    private const string Extension = ".npy";

    private readonly ZipSource _zip;

    private NpzArchive(ZipSource zip) => _zip = zip;

    /// <summary>Path of the file.</summary>
    public string FilePath => _zip.Source.Path;

    /// <summary>Names of the arrays in the order of the archive.</summary>
    public IEnumerable<string> Names =>
        _zip.Names.Where(name => name.EndsWith(Extension, StringComparison.Ordinal)).Select(name => name[..^Extension.Length]);

    /// <summary>Opens an archive.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">The file is not a zip archive.</exception>
    public static NpzArchive Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new NpzArchive(new ZipSource(path));
    }

    /// <summary>Whether the archive has an array of that name.</summary>
    public bool Contains(string name) => _zip.Contains(name + Extension);

    /// <summary>Name, shape and element type of every array, from the headers alone.</summary>
    /// <exception cref="FileFormatException">A header is damaged.</exception>
    public IReadOnlyList<TensorInfo> List() => [.. Names.Select(Describe)];

    /// <summary>Name, shape and element type of one array, from its header alone.</summary>
    /// <param name="name">Name of the array.</param>
    /// <exception cref="FileFormatException">There is no such array, or its header is damaged.</exception>
    public TensorInfo Describe(string name)
    {
        FormatSource source = Require(name);
        using Stream stream = _zip.Open(name + Extension);
        return NpyHeader.Read(stream, source).Describe(name);
    }

    /// <summary>Starts reading an array from its first row.</summary>
    /// <param name="name">Name of the array.</param>
    /// <exception cref="FileFormatException">There is no such array, or it cannot be read row by row.</exception>
    public NpzArrayReader OpenArray(string name) => OpenReader(name, byRows: true);

    /// <summary>Reads an array with its element type.</summary>
    /// <param name="name">Name of the array.</param>
    /// <exception cref="FileFormatException">There is no such array, or it cannot be read.</exception>
    public TensorData Read(string name)
    {
        using NpzArrayReader reader = OpenReader(name, byRows: false);
        return reader.ReadWhole();
    }

    /// <summary>Reads an array, converted to single precision.</summary>
    /// <param name="name">Name of the array.</param>
    /// <param name="maximumRows">Only that many rows from the start; all of them by default.</param>
    /// <exception cref="FileFormatException">There is no such array, or it cannot be read.</exception>
    public float[] ReadSingles(string name, int? maximumRows = null) => ReadAll<float>(name, maximumRows);

    /// <summary>Reads an array, converted to double precision.</summary>
    /// <inheritdoc cref="ReadSingles"/>
    public double[] ReadDoubles(string name, int? maximumRows = null) => ReadAll<double>(name, maximumRows);

    /// <summary>Reads an array of integers.</summary>
    /// <inheritdoc cref="ReadSingles"/>
    public long[] ReadInt64s(string name, int? maximumRows = null) => ReadAll<long>(name, maximumRows);

    /// <summary>Reads a uint8 or bool array.</summary>
    /// <inheritdoc cref="ReadSingles"/>
    public byte[] ReadBytes(string name, int? maximumRows = null) => ReadAll<byte>(name, maximumRows);

    /// <summary>Reads some rows into the caller's memory, converted to single precision.</summary>
    /// <remarks>
    /// Rows before <paramref name="start"/> are passed over; for many calls in ascending order use <see cref="OpenArray"/> once.
    /// </remarks>
    /// <param name="name">Name of the array.</param>
    /// <param name="start">First row.</param>
    /// <param name="target">Receives the rows; its length must be a whole number of rows.</param>
    /// <exception cref="ArgumentException">The target is not a whole number of rows, or there are fewer rows.</exception>
    /// <exception cref="FileFormatException">There is no such array, or it cannot be read.</exception>
    public void ReadRows(string name, int start, Span<float> target)
    {
        using NpzArrayReader reader = OpenArray(name);
        if (reader.RowLength == 0 ? !target.IsEmpty : target.Length % reader.RowLength != 0)
        {
            throw new ArgumentException(
                $"The target holds {target.Length} numbers, which is no multiple of a row of {name} ({reader.RowLength}).", nameof(target));
        }

        reader.Skip(start);
        reader.Read(target);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _zip.Dispose();

    private T[] ReadAll<T>(string name, int? maximumRows)
        where T : unmanaged, INumberBase<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximumRows ?? 0, nameof(maximumRows));
        using NpzArrayReader reader = OpenReader(name, byRows: false);
        return reader.ReadFirst<T>(maximumRows ?? int.MaxValue);
    }

    private NpzArrayReader OpenReader(string name, bool byRows)
    {
        FormatSource source = Require(name);
        string entry = name + Extension;
        Stream stream = _zip.Open(entry);
        try
        {
            var recorder = new ChecksumStream(stream);
            NpyHeader header = NpyHeader.Read(recorder, source);
            if (byRows)
            {
                header.RequireRows(source);
            }

            long count = header.RequireReadable(_zip.LengthOf(entry) - header.Length, source);
            return new NpzArrayReader(stream, header, count, source, (recorder.Checksum, _zip.ChecksumOf(entry)));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private FormatSource Require(string name) => Contains(name)
        ? _zip.Source.In(name)
        : throw _zip.Source.Error(
            $"no array '{FormatSource.Printable(name)}' among {FormatSource.Printable(string.Join(", ", Names))}",
            "an array of that name",
            "Check which kind of file this is, and how it was exported.");
}
