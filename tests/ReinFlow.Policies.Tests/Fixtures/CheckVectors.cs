using System.Text.Json;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

/// <summary>Numbers that follow from weights and inputs given by closed formulas (<c>check_vectors.json</c>).</summary>
internal sealed class CheckVectors : IDisposable
{
    private readonly JsonDocument _document =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", "check_vectors.json")));

    public JsonElement this[string name] => _document.RootElement.GetProperty(name);

    /// <summary>Element i of s·sin(a·i + b).</summary>
    public static float[] Sequence(int length, double a, double b, double s = 1) =>
        [.. Enumerable.Range(0, length).Select(i => (float)(s * Math.Sin((a * i) + b)))];

    /// <summary>Fills tensor j of the chosen ones with 0.05·sin(0.37·i + 0.91·j + 0.1), scaled.</summary>
    public static void Fill(ParameterStore store, string prefix = "", double scale = 0.05)
    {
        ParameterEntry[] chosen = [.. store.Entries.Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal))];
        float[] flat = store.Values.ToArray();
        for (int j = 0; j < chosen.Length; j++)
        {
            Sequence(chosen[j].Shape.ElementCount, 0.37, (0.91 * j) + 0.1, scale).CopyTo(flat, chosen[j].Offset);
        }

        store.Values.CopyFrom(flat);
    }

    public static float[] Singles(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetSingle())];

    public void Dispose() => _document.Dispose();
}
