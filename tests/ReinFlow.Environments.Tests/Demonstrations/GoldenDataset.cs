using ReinFlow.Formats;

namespace ReinFlow.Demonstrations.Tests;

/// <summary>The training set of the official implementation with the complete list of its samples (case 13).</summary>
internal static class GoldenDataset
{
    public static string Path(string name) => System.IO.Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", "13_dataset", name);

    public static float[] Singles(string file, string array)
    {
        using var archive = NpzArchive.Open(Path(file));
        return archive.ReadSingles(array);
    }

    public static long[] Integers(string file, string array)
    {
        using var archive = NpzArchive.Open(Path(file));
        return archive.ReadInt64s(array);
    }
}
