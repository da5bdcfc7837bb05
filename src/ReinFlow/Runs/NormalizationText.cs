using System.Text;
using System.Text.Json;
using ReinFlow.Environments;
using ReinFlow.Formats;

namespace ReinFlow.Runs;

/// <summary>The ranges of observations and actions as one line of JSON, for the headers of files.</summary>
internal static class NormalizationText
{
    private static readonly string[] Names = ["obs_min", "obs_max", "action_min", "action_max"];

    public static string Write(Normalization ranges)
    {
        float[][] values = [ranges.ObservationMinimum, ranges.ObservationMaximum, ranges.ActionMinimum, ranges.ActionMaximum];
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach ((string name, float[] numbers) in Names.Zip(values))
            {
                json.WriteStartArray(name);
                foreach (float number in numbers)
                {
                    json.WriteNumberValue(number);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <exception cref="FileFormatException">The text is something else.</exception>
    public static Normalization Read(string text, string file)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            float[][] values = [.. Names.Select(name => Numbers(json.RootElement.GetProperty(name)))];
            if (IsRange(values[0], values[1]) && IsRange(values[2], values[3]))
            {
                return new Normalization(values[0], values[1], values[2], values[3]);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Error(file, exception);
        }

        throw Error(file, null);
    }

    private static float[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetSingle())];

    private static bool IsRange(float[] minimum, float[] maximum) =>
        minimum.Length > 0 && minimum.Length == maximum.Length && minimum.Zip(maximum).All(pair => pair.First <= pair.Second && float.IsFinite(pair.Second - pair.First));

    private static FileFormatException Error(string file, Exception? exception) => new(
        file, "a damaged text of the ranges", $"JSON with equally many finite numbers in {string.Join(", ", Names)}", "Convert the policy again.", exception);
}
