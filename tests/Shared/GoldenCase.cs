using System.Text.Json;
using ReinFlow.Formats;
using ReinFlow.Tensors;

namespace ReinFlow.Golden;

/// <summary>
/// One folder of numbers that the official implementation produced: inputs, expected results and the tolerance of each.
/// A test project compiles this file and copies the folder <c>Golden/[id]</c> to its output.
/// </summary>
internal sealed class GoldenCase : IDisposable
{
    private readonly JsonDocument _description;
    private readonly NpzArchive _inputs;
    private readonly NpzArchive _expected;

    private GoldenCase(string folder)
    {
        Folder = folder;
        _description = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json")));
        _inputs = NpzArchive.Open(Path.Combine(folder, "inputs.npz"));
        _expected = NpzArchive.Open(Path.Combine(folder, "expected.npz"));
    }

    /// <summary>Gets the folder, for the checkpoints in it.</summary>
    public string Folder { get; }

    /// <summary>Gets the hyper-parameters, as <c>case.json</c> has them.</summary>
    public JsonElement HyperParameters => _description.RootElement.GetProperty("hyper_parameters");

    /// <summary>Gets the names of the expected arrays.</summary>
    public IEnumerable<string> ExpectedNames => _expected.Names;

    public static GoldenCase Open(string id) => new(Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", id));

    public float[] Input(string name) => _inputs.ReadSingles(name);

    public long[] InputIntegers(string name) => _inputs.ReadInt64s(name);

    public Tensor Input(TensorEngine engine, string name) => engine.FromValues(Input(name), [.. _inputs.Describe(name).Shape]);

    public float[] Expected(string name) => _expected.ReadSingles(name);

    public double[] ExpectedDoubles(string name) => _expected.ReadDoubles(name);

    /// <summary>Fails unless every element lies within the tolerance that the case gives for the array.</summary>
    public void AssertMatches(string name, Tensor actual) => AssertMatches(name, actual.ToArray());

    public void AssertMatches(string name, params ReadOnlySpan<float> actual)
    {
        JsonElement array = _description.RootElement.GetProperty("arrays").GetProperty("expected.npz").GetProperty(name);
        AssertClose(Expected(name), actual, array.GetProperty("rtol").GetDouble(), array.GetProperty("atol").GetDouble(), name);
    }

    /// <summary>Fails unless |actual − expected| ≤ absolute + relative · |expected| for every element.</summary>
    public static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double relative, double absolute, string name)
    {
        Assert.That(actual.Length, Is.EqualTo(expected.Length), $"The number of elements of {name}");
        double worst = 0;
        int index = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double share = Math.Abs((double)actual[i] - expected[i]) / (absolute + (relative * Math.Abs((double)expected[i])));
            if (!(share <= worst))
            {
                (worst, index) = (double.IsNaN(share) ? double.PositiveInfinity : share, i);
            }
        }

        string place = expected.Length == 0 ? string.Empty : $"element {index}: expected {expected[index]:R}, got {actual[index]:R}";
        Assert.That(worst, Is.LessThanOrEqualTo(1), $"The largest error of {name} in units of its tolerance, at {place}");
    }

    public void Dispose()
    {
        _expected.Dispose();
        _inputs.Dispose();
        _description.Dispose();
    }
}
