using System.Collections.Immutable;

namespace ReinFlow.Formats;

/// <summary>Sizes of shapes that come from files, computed without overflow.</summary>
internal static class ShapeMath
{
    public const int MaximumRank = 32;

    public static ImmutableArray<int> Require(IReadOnlyList<long> extents, FormatSource source)
    {
        if (extents.Count > MaximumRank)
        {
            throw source.Error($"{extents.Count} axes", $"at most {MaximumRank}", "Reshape the array before saving it.");
        }

        foreach (long extent in extents)
        {
            if (extent is < 0 or > int.MaxValue)
            {
                throw source.Damaged($"an axis of extent {extent}", $"0 to {int.MaxValue}");
            }
        }

        return [.. extents.Select(extent => (int)extent)];
    }

    public static long ElementCount(ImmutableArray<int> shape, FormatSource source)
    {
        UInt128 count = 1;
        if (shape.Contains(0))
        {
            return 0;
        }

        foreach (int extent in shape)
        {
            count *= (UInt128)extent;
            if (count > long.MaxValue / 8)
            {
                throw source.Damaged($"shape [{string.Join(", ", shape)}]", "a shape whose size in bytes fits into 64 bits");
            }
        }

        return (long)count;
    }

    /// <summary>Number of elements of an array in memory.</summary>
    public static int Count(ReadOnlySpan<int> shape)
    {
        long count = 1;
        foreach (int extent in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(shape));
            if (extent == 0)
            {
                return 0;
            }

            count = checked(count * extent);
        }

        return checked((int)count);
    }

    /// <summary>Elements between neighbours along every axis of a row-major array.</summary>
    public static int[] Strides(ReadOnlySpan<int> shape)
    {
        int[] strides = new int[shape.Length];
        int stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= Math.Max(1, shape[axis]);
        }

        return strides;
    }

    public static void RequireCount(ReadOnlySpan<int> shape, int found)
    {
        int count = Count(shape);
        if (count != found)
        {
            throw new ArgumentException($"Shape [{string.Join(", ", shape.ToArray())}] holds {count} elements but {found} values were given.");
        }
    }
}
