using System.Globalization;

namespace ReinFlow.Reports;

/// <summary>The numbers of a <c>progress.csv</c>, also of one that is being written.</summary>
/// <remarks>
/// Columns are found by name, so that their order does not matter and unknown ones may stand among them. Cells that hold no number are NaN.
/// A last line without an end is one that is being written, and is left out. Where the count in the first column goes back, a run was
/// resumed there: the lines that it repeats take the place of the first ones.
/// </remarks>
public sealed class ProgressTable
{
    private readonly Dictionary<string, double[]> _columns;

    private ProgressTable(IReadOnlyList<string> columns, IReadOnlyList<double[]> rows)
    {
        (Columns, Count) = (columns, rows.Count);
        _columns = new(StringComparer.Ordinal);
        for (int i = 0; i < columns.Count; i++)
        {
            _columns.TryAdd(columns[i], [.. rows.Select(row => row[i])]);
        }
    }

    /// <summary>Gets a table without anything in it, for a run that has not reported yet.</summary>
    public static ProgressTable Empty { get; } = new([], []);

    /// <summary>Gets the names of the columns, in order.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Gets the number of lines.</summary>
    public int Count { get; }

    /// <summary>Reads a file, which another process may be writing.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The table.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ProgressTable Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The table.</returns>
    public static ProgressTable Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length == 0)
        {
            return Empty;
        }

        string[] columns = lines[0].Split(',', StringSplitOptions.TrimEntries);
        List<double[]> rows = [];
        foreach (string line in lines.Skip(1))
        {
            double[] row = Row(line, columns.Length);
            rows.RemoveRange(Repeated(rows, row[0]), rows.Count - Repeated(rows, row[0]));
            rows.Add(row);
        }

        return new ProgressTable(columns, rows);
    }

    /// <summary>Gets a column.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>One number per line, NaN where there is none; all are where there is no such column.</returns>
    public IReadOnlyList<double> Column(string name) =>
        _columns.TryGetValue(name, out double[]? values) ? values : [.. Enumerable.Repeat(double.NaN, Count)];

    /// <summary>Tells whether a column has a number in any line.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether it has one.</returns>
    public bool Has(string name) => _columns.TryGetValue(name, out double[]? values) && values.Any(double.IsFinite);

    /// <summary>Gets the number in the last line of a column, or NaN.</summary>
    internal double Last(string name) => Count > 0 && _columns.TryGetValue(name, out double[]? values) ? values[^1] : double.NaN;

    private static double[] Row(string line, int length)
    {
        double[] row = new double[length];
        Array.Fill(row, double.NaN);
        string[] cells = line.Split(',');
        for (int i = 0; i < Math.Min(length, cells.Length); i++)
        {
            if (double.TryParse(cells[i], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
            {
                row[i] = value;
            }
        }

        return row;
    }

    /// <summary>Finds the first line that a new one repeats; all lines before it have smaller counts.</summary>
    private static int Repeated(List<double[]> rows, double count)
    {
        int first = rows.Count;
        while (first > 0 && rows[first - 1][0] >= count)
        {
            first--;
        }

        return first;
    }
}
