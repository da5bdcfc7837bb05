using System.IO.Compression;

namespace ReinFlow.Formats;

/// <summary>A zip archive that appears under its name only when it is complete; the same entries give the same bytes.</summary>
internal sealed class ZipTarget : IDisposable
{
    private static readonly DateTimeOffset FixedTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly AtomicFile _file;
    private readonly ZipArchive _archive;
    private readonly CompressionLevel _compression;

    public ZipTarget(string path, bool isCompressed)
    {
        _file = new AtomicFile(path);
        _compression = isCompressed ? CompressionLevel.Optimal : CompressionLevel.NoCompression;
        _archive = new ZipArchive(_file.Stream, ZipArchiveMode.Create, leaveOpen: true);
    }

    /// <summary>Adds an entry of the given blocks, one after the other.</summary>
    public void Add(string name, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default)
    {
        ZipArchiveEntry entry = _archive.CreateEntry(name, _compression);
        entry.LastWriteTime = FixedTime;
        using Stream stream = entry.Open();
        stream.Write(first);
        stream.Write(second);
    }

    /// <summary>Finishes the archive, flushes it to the disk and gives it its name.</summary>
    public void Complete()
    {
        _archive.Dispose();
        _file.Commit();
    }

    /// <summary>Discards the archive unless it was completed.</summary>
    public void Dispose()
    {
        _archive.Dispose();
        _file.Dispose();
    }
}
