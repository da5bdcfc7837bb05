using ReinFlow.Formats;

namespace ReinFlow.Algorithms;

/// <summary>Arrays of stated lengths from the file of a checkpoint's episodes.</summary>
/// <param name="archive">The file.</param>
internal sealed class EpisodeArrays(NpzArchive archive)
{
    public float[] Singles(string name, int length) => Require(name, archive.ReadSingles(name), length);

    public double[] Doubles(string name, int length) => Require(name, archive.ReadDoubles(name), length);

    public long[] Integers(string name, int length) => Require(name, archive.ReadInt64s(name), length);

    public byte[] Bytes(string name, int length) => Require(name, archive.ReadBytes(name), length);

    private T[] Require<T>(string name, T[] values, int length) => values.Length == length ? values : throw new FileFormatException(
        archive.FilePath,
        $"'{name}' with {values.Length} numbers",
        $"{length} numbers",
        "Resume with the recipe of the saved run.");
}
