using System.Globalization;

namespace ReinFlow.Runs;

/// <summary>A file of comma-separated numbers that is complete after every line, whatever happens next.</summary>
internal sealed class CsvFile : IDisposable
{
    private readonly StreamWriter _writer;

    public CsvFile(string path, params ReadOnlySpan<string> columns)
    {
        _writer = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
        _writer.WriteLine(string.Join(',', columns!));
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
}
