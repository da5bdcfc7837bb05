using System.IO.Compression;

namespace ReinFlow.Formats;

/// <summary>A zip archive opened for reading, with its errors turned into <see cref="FileFormatException"/>.</summary>
internal sealed class ZipSource : IDisposable
{
    // A deflate stream cannot expand more than 1032 times; a larger claim is a lie about the size.
    private const long MaximumExpansion = 1032;

    private readonly FileStream _stream;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    public ZipSource(string path)
    {
        Source = new FormatSource(path);
        _stream = Source.OpenRead();
        try
        {
            Length = _stream.Length;
            _archive = Guard(Source, () => new ZipArchive(_stream, ZipArchiveMode.Read));
            foreach (ZipArchiveEntry entry in Guard(Source, () => _archive.Entries))
            {
                Add(entry);
            }
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public FormatSource Source { get; }

    /// <summary>Length of the file.</summary>
    public long Length { get; }

    /// <summary>Entry names in the order of the archive.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    public bool Contains(string name) => _entries.ContainsKey(name);

    public long LengthOf(string name) => _entries[name].Length;

    public bool IsStored(string name) => _entries[name].CompressedLength == _entries[name].Length;

    public Stream Open(string name) => Guard(Source.In(name), _entries[name].Open);

    public uint ChecksumOf(string name) => _entries[name].Crc32;

    public void Dispose()
    {
        _archive.Dispose();
        _stream.Dispose();
    }

    private void Add(ZipArchiveEntry entry)
    {
        FormatSource source = Source.In(entry.FullName);
        if (entry.CompressedLength < 0 || entry.Length < 0 || entry.CompressedLength > Length)
        {
            throw source.Damaged($"an entry of {entry.CompressedLength} bytes", $"no more than the file has ({Length})");
        }

        if (entry.Length > (entry.CompressedLength + 1) * MaximumExpansion)
        {
            throw source.Damaged($"{entry.Length} bytes compressed to {entry.CompressedLength}", $"at most {MaximumExpansion} to one");
        }

        if (!_entries.TryAdd(entry.FullName, entry))
        {
            throw source.Damaged("two entries of this name", "unique names");
        }
    }

    private static T Guard<T>(FormatSource source, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException
            or IndexOutOfRangeException)
        {
            throw source.Damaged($"an archive that cannot be opened ({FormatSource.Printable(e.Message)})", "a valid zip archive", e);
        }
    }
}
