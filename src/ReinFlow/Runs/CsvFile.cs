using System.Globalization;

namespace ReinFlow.Runs;

/// <summary>A file of comma-separated numbers that is complete after every line, whatever happens next.</summary>
internal sealed class CsvFile : IDisposable
{
    private readonly string _path;
    private readonly LineFile _lines;

    /// <summary>Initializes a new instance of the <see cref="CsvFile"/> class.</summary>
    /// <param name="path">The file, which may be there from an earlier part of the run.</param>
    public CsvFile(string path) => (_path, _lines) = (path, new LineFile(path));

    /// <summary>Writes one line under the names of its columns; a missing number leaves its column empty.</summary>
    /// <param name="numbers">The numbers by their columns, the same ones in every call; the first one counts the lines.</param>
    public void Write(KeyValuePair<string, double?>[] numbers) =>
        _lines.Write(numbers[0], string.Join(',', numbers.Select(number => Cell(number.Value))), () => Earlier(numbers));

    public void Dispose() => _lines.Dispose();

    private static string Cell(double? number) =>
        number is { } value && double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : string.Empty;

    private static bool IsBefore(string cell, double? first) =>
        int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < first;

    /// <summary>Reads the lines in front of the next one under its columns; an earlier version of the package may have had fewer.</summary>
    private IEnumerable<string> Earlier(KeyValuePair<string, double?>[] next)
    {
        // Only what a line break ends is whole.
        string[][] lines = File.Exists(_path)
            ? [.. File.ReadAllText(_path).Split('\n').SkipLast(1).Select(line => line.TrimEnd('\r').Split(','))]
            : [];
        int[] places = [.. next.Select(number => Array.IndexOf(lines.FirstOrDefault([]), number.Key))];
        return lines.Skip(1)
            .TakeWhile(cells => IsBefore(cells[0], next[0].Value))
            .Where(cells => cells.Length == lines[0].Length)
            .Select(cells => string.Join(',', places.Select(place => place < 0 ? string.Empty : cells[place])))
            .Prepend(string.Join(',', next.Select(number => number.Key)));
    }
}
