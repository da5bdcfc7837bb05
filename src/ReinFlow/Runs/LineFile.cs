using System.Text;
using ReinFlow.Formats;

namespace ReinFlow.Runs;

/// <summary>A file of numbered lines that is complete after every one. A run that repeats a number replaces what stands from there on.</summary>
internal sealed class LineFile : IDisposable
{
    private readonly string _path;
    private StreamWriter? _writer;
    private double _last;

    /// <summary>Initializes a new instance of the <see cref="LineFile"/> class.</summary>
    /// <param name="path">The file, which may be there from an earlier part of the run; the first line creates it.</param>
    public LineFile(string path) => _path = path;

    /// <summary>Writes a line.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="line">The line.</param>
    /// <param name="earlier">Reads what the file keeps in front of it; called where the run goes on or goes back.</param>
    public void Write(double number, string line, Func<IEnumerable<string>> earlier)
    {
        if (_writer is null || number <= _last)
        {
            Dispose();
            _writer = Continue([.. earlier()]);
        }

        _writer.WriteLine(line);
        _last = number;
    }

    public void Dispose() => _writer?.Dispose();

    private StreamWriter Continue(string[] kept)
    {
        // A half-written line of a killed process must not be in front of the next one.
        using (var whole = new AtomicFile(_path))
        {
            whole.Stream.Write(Encoding.UTF8.GetBytes(string.Concat(kept.Select(line => line + "\n"))));
            whole.Commit();
        }

        return new StreamWriter(new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true, NewLine = "\n" };
    }
}
