using System.Text.Json;

namespace ReinFlow.Algorithms.Tests;

/// <summary>Reads the numbers that were computed in double precision from the equations.</summary>
internal static class CheckVectors
{
    public static JsonElement Read(string name)
    {
        using JsonDocument document = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", "check_vectors.json")));
        return document.RootElement.GetProperty(name).Clone();
    }

    public static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetSingle())];

    /// <summary>Reads a table of environments by decisions as one of decisions by environments.</summary>
    public static float[] Transposed(JsonElement table)
    {
        float[][] rows = [.. table.EnumerateArray().Select(Floats)];
        return [.. Enumerable.Range(0, rows[0].Length).SelectMany(t => rows.Select(row => row[t]))];
    }
}
