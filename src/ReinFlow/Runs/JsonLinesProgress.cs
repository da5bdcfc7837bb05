using System.Text;
using System.Text.Json;
using ReinFlow.Algorithms;
using ReinFlow.FineTuning;

namespace ReinFlow.Runs;

/// <summary>Writes the progress of a run as JSON Lines: one object per iteration or epoch, complete after every line.</summary>
/// <remarks>
/// Lines of an earlier part of the run are kept up to its first report, which replaces what stands from there on; so does a report that repeats
/// one. The names are the columns of <c>progress.csv</c>. Numbers that are missing or not finite are left out. The file is for one run and
/// one thread at a time.
/// </remarks>
public sealed class JsonLinesProgress : IProgress<FineTuningProgress>, IProgress<PretrainingProgress>, IDisposable
{
    private readonly string _path;
    private readonly LineFile _lines;

    /// <summary>Initializes a new instance of the <see cref="JsonLinesProgress"/> class.</summary>
    /// <param name="path">The file, which is made if it is not there.</param>
    public JsonLinesProgress(string path)
    {
        (_path, _lines) = (path, new LineFile(path));
        new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read).Dispose();
    }

    /// <inheritdoc/>
    public void Report(FineTuningProgress value) => Write(ProgressNumbers.Of(value));

    /// <inheritdoc/>
    public void Report(PretrainingProgress value) => Write(ProgressNumbers.Of(value));

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    /// <summary>Tells whether a line stands in front of a count, or counts something else; a damaged line does not.</summary>
    private static bool IsBefore(string line, KeyValuePair<string, double?> count)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            JsonProperty first = json.RootElement.EnumerateObject().First();
            return first.Name != count.Key || first.Value.GetDouble() < count.Value;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private IEnumerable<string> Earlier(KeyValuePair<string, double?> count) =>
        File.Exists(_path) ? File.ReadLines(_path).TakeWhile(line => IsBefore(line, count)) : [];

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

        string line = Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        _lines.Write(numbers[0], line, () => Earlier(numbers[0]));
    }
}
