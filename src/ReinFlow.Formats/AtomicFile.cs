namespace ReinFlow.Formats;

/// <summary>A file that appears under its name only when it is complete.</summary>
/// <remarks>
/// The content goes to a temporary file in the same directory; <see cref="Commit"/> flushes it to the disk and renames it.
/// A process that is killed at any moment leaves the old file, or none, but never half of a new one.
/// </remarks>
public sealed class AtomicFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporaryPath;
    private readonly FileStream _stream;
    private bool _committed;

    /// <summary>Starts a file; an existing one is replaced when this one is committed.</summary>
    /// <param name="path">Final path. Its directory must exist.</param>
    public AtomicFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = Path.GetFullPath(path);
        _temporaryPath = $"{_path}.{Path.GetRandomFileName()}.tmp";
        _stream = new FileStream(_temporaryPath, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);
    }

    /// <summary>Where to write the content.</summary>
    public Stream Stream => _stream;

    /// <summary>Flushes the content to the disk and gives the file its name.</summary>
    /// <exception cref="InvalidOperationException">The file was committed before.</exception>
    public void Commit()
    {
        if (_committed)
        {
            throw new InvalidOperationException($"{_path} was committed before.");
        }

        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_temporaryPath, _path, overwrite: true);
        _committed = true;
    }

    /// <summary>Removes the temporary file unless it was committed.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        if (!_committed)
        {
            File.Delete(_temporaryPath);
        }
    }
}
