using System.Text;
using ReinFlow.Formats;

namespace ReinFlow.Runs;

/// <summary>A file of counted lines that is complete after every one. A run that repeats a count replaces what stands from there on.</summary>
internal sealed class LineFile : IDisposable
{
    private readonly string _path;
    private StreamWriter? _writer;
    private KeyValuePair<string, double?> _last;

    /// <summary>Initializes a new instance of the <see cref="LineFile"/> class.</summary>
    /// <param name="path">The file, which may be there from an earlier part of the run; the first line creates it.</param>
    public LineFile(string path) => _path = path;

    /// <summary>Writes a line.</summary>
    /// <param name="count">What it counts, and how far.</param>
    /// <param name="line">The line.</param>
    /// <param name="earlier">Reads what the file keeps in front of it; called where the run goes on or goes back.</param>
    public void Write(KeyValuePair<string, double?> count, string line, Func<IEnumerable<string>> earlier)
    {
        if (_writer is null || (count.Key == _last.Key && count.Value <= _last.Value))
        {
            Dispose();
            Keep(string.Concat(earlier().Select(kept => kept + "\n")));
            _writer = new StreamWriter(new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true, NewLine = "\n" };
        }

        _writer.WriteLine(line);
        _last = count;
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _writer = null;
    }

    /// <summary>Leaves nothing else in the file; a half-written line of a killed process must not be in front of the next one.</summary>
    private void Keep(string text)
    {
        // Who reads along keeps the file that is open.
        if (File.Exists(_path) && File.ReadAllText(_path) == text)
        {
            return;
        }

        using var whole = new AtomicFile(_path);
        whole.Stream.Write(Encoding.UTF8.GetBytes(text));
        whole.Commit();
    }
}
