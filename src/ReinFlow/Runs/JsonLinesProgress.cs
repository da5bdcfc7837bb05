using System.Text;
using System.Text.Json;
using ReinFlow.Algorithms;
using ReinFlow.FineTuning;
using ReinFlow.Formats;

namespace ReinFlow.Runs;

/// <summary>Writes the progress of a run as JSON Lines: one object per iteration or epoch, complete after every line.</summary>
/// <remarks>The names are the columns of <c>progress.csv</c>. Numbers that are missing or not finite are left out.</remarks>
public sealed class JsonLinesProgress : IProgress<FineTuningProgress>, IProgress<PretrainingProgress>, IDisposable
{
    private readonly StreamWriter _writer;

    /// <summary>Initializes a new instance of the <see cref="JsonLinesProgress"/> class.</summary>
    /// <param name="path">The file.</param>
    /// <param name="completed">The iterations or epochs of a run that goes on, whose lines are kept; 0 begins an empty file.</param>
    public JsonLinesProgress(string path, int completed = 0)
    {
        string[] kept = completed > 0 && File.Exists(path) ? [.. File.ReadLines(path).TakeWhile(line => CountOf(line) <= completed)] : [];

        // A half-written line of a killed process must not be in front of the next one.
        using (var whole = new AtomicFile(path))
        {
            whole.Stream.Write(Encoding.UTF8.GetBytes(string.Concat(kept.Select(line => line + "\n"))));
            whole.Commit();
        }

        _writer = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true, NewLine = "\n" };
    }

    /// <inheritdoc/>
    public void Report(FineTuningProgress value) => Write(ProgressNumbers.Of(value));

    /// <inheritdoc/>
    public void Report(PretrainingProgress value) => Write(ProgressNumbers.Of(value));

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    /// <summary>Reads the number that begins a line, or one that is never reached from a damaged line.</summary>
    private static double CountOf(string line)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            return json.RootElement.EnumerateObject().First().Value.GetDouble();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return double.PositiveInfinity;
        }
    }

    private void Write(KeyValuePair<string, double?>[] numbers)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber(numbers[0].Key, numbers[0].Value!.Value);
            foreach ((string name, double value) in ProgressNumbers.Finite(numbers))
            {
                json.WriteNumber(name, value);
            }

            json.WriteEndObject();
        }

        _writer.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }
}
