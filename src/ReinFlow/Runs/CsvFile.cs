using System.Globalization;
using System.Text;
using ReinFlow.Formats;

namespace ReinFlow.Runs;

/// <summary>A file of comma-separated numbers that is complete after every line, whatever happens next.</summary>
internal sealed class CsvFile : IDisposable
{
    private readonly StreamWriter _writer;

    /// <summary>Initializes a new instance of the <see cref="CsvFile"/> class.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kept">What is kept of an existing file, its header first; columns are found by their names.</param>
    /// <param name="columns">The header.</param>
    public CsvFile(string path, IReadOnlyList<string> kept, params ReadOnlySpan<string> columns)
    {
        // A half-written line of a killed process must not be in front of the next one.
        using (var whole = new AtomicFile(path))
        {
            string[] lines = [string.Join(',', columns!), .. Rearranged(kept, [.. columns])];
            whole.Stream.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
            whole.Commit();
        }

        _writer = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true, NewLine = "\n" };
    }

    /// <summary>Reads what a run keeps when it goes on: the header, and the lines of what its checkpoint has completed.</summary>
    /// <param name="path">The file, which may not exist.</param>
    /// <param name="completed">The number in the first column up to which lines are kept; 0 keeps none, for the run begins from there.</param>
    /// <returns>The lines; none if there is nothing to keep.</returns>
    public static IReadOnlyList<string> Completed(string path, int completed)
    {
        if (completed == 0 || !File.Exists(path))
        {
            return [];
        }

        // Only what a line break ends is whole.
        string[] lines = [.. File.ReadAllText(path).Split('\n').SkipLast(1).Select(line => line.TrimEnd('\r'))];
        return
        [
            .. lines.Take(1),
            .. lines.Skip(1).TakeWhile(line =>
                int.TryParse(line.Split(',')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= completed),
        ];
    }

    /// <summary>Writes one line; a missing number leaves its column empty.</summary>
    public void Write(params ReadOnlySpan<double?> values)
    {
        string[] cells = new string[values.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = values[i] is { } value && double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : string.Empty;
        }

        _writer.WriteLine(string.Join(',', cells));
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>Puts lines under other columns; an earlier version of the package may have had fewer.</summary>
    private static IEnumerable<string> Rearranged(IReadOnlyList<string> kept, string[] columns)
    {
        if (kept.Count == 0)
        {
            return [];
        }

        string[] old = kept[0].Split(',');
        int[] places = [.. columns.Select(column => Array.IndexOf(old, column))];
        return kept.Skip(1).Select(line => line.Split(',')).Where(cells => cells.Length == old.Length)
            .Select(cells => string.Join(',', places.Select(place => place < 0 ? string.Empty : cells[place])));
    }
}
