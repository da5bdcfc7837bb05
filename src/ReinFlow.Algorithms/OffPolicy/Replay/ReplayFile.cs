using System.Numerics.Tensors;
using ReinFlow.Formats;

namespace ReinFlow.Algorithms;

/// <summary>Writes and reads a <see cref="ReplayBuffer"/> as an archive of NumPy arrays, whose checksums find damage.</summary>
internal static class ReplayFile
{
    private const string Layout = "layout";
    private const long Format = 1;

    public static void Write(string path, ReplayBuffer buffer)
    {
        using NpzWriter writer = NpzWriter.Create(path);
        writer.Add(Layout, [8], LayoutOf(buffer, buffer.Count, buffer.Next));
        for (int block = 0; block * ReplayBuffer.BlockRows < buffer.Count; block++)
        {
            int rows = RowsOf(buffer, block);
            writer.Add(Name(block), [rows, buffer.RowSize], buffer.Blocks[block].AsSpan(0, rows * buffer.RowSize));
        }

        writer.Complete();
    }

    public static void Read(string path, ReplayBuffer buffer)
    {
        using NpzArchive archive = NpzArchive.Open(path);
        long[] found = archive.ReadInt64s(Layout);
        long[] expected = LayoutOf(buffer, 0, 0);
        if (found.Length != expected.Length || !found.AsSpan(0, 6).SequenceEqual(expected.AsSpan(0, 6)) || !IsFilling(found, buffer.Capacity))
        {
            throw new FileFormatException(
                path,
                $"the layout [{string.Join(", ", found)}]",
                $"[{string.Join(", ", expected[..6])}, count, next]: format, history, features, executed steps, action components, capacity",
                "Use the replay buffer of a run with the same task, chunk and capacity.");
        }

        buffer.Restore((int)found[6], (int)found[7]);
        for (int block = 0; block * ReplayBuffer.BlockRows < buffer.Count; block++)
        {
            ReadBlock(archive, buffer, block);
        }
    }

    private static void ReadBlock(NpzArchive archive, ReplayBuffer buffer, int block)
    {
        int rows = RowsOf(buffer, block);
        TensorInfo info = archive.Describe(Name(block));
        if (info.Shape.Length != 2 || info.Shape[0] != rows || info.Shape[1] != buffer.RowSize)
        {
            throw new FileFormatException(
                archive.FilePath, $"{Name(block)} of shape {info.ShapeText}", $"[{rows}, {buffer.RowSize}]", "Use another checkpoint of the run.");
        }

        float[] values = archive.ReadSingles(Name(block));
        if (!TensorPrimitives.IsFiniteAll<float>(values))
        {
            throw new FileFormatException(
                archive.FilePath, $"a number in {Name(block)} that is not finite", "finite transitions", "Use another checkpoint of the run.");
        }

        values.CopyTo(buffer.Blocks[block], 0);
    }

    private static bool IsFilling(long[] layout, int capacity)
    {
        (long count, long next) = (layout[6], layout[7]);
        return count >= 0 && count <= capacity && (count < capacity ? next == count : next >= 0 && next < capacity);
    }

    private static long[] LayoutOf(ReplayBuffer buffer, int count, int next) =>
    [
        Format, buffer.Shape.ObservationHistory, buffer.Shape.ObservationDimension, buffer.Shape.ExecutedSteps, buffer.Shape.ActionDimension,
        buffer.Capacity, count, next,
    ];

    private static int RowsOf(ReplayBuffer buffer, int block) =>
        Math.Min(ReplayBuffer.BlockRows, buffer.Count - (block * ReplayBuffer.BlockRows));

    private static string Name(int block) => $"rows_{block:D4}";
}
