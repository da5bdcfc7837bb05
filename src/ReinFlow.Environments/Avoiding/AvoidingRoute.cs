using System.Numerics;

namespace ReinFlow.Environments;

/// <summary>Which way a trajectory took through <see cref="Avoiding"/>: one passage of each row.</summary>
/// <param name="First">The passage of the row of one obstacle, 0 to 1 from left to right.</param>
/// <param name="Second">The passage of the row of two obstacles, 0 to 2.</param>
/// <param name="Third">The passage of the row of three obstacles, 0 to 3.</param>
/// <remarks>
/// A row of n obstacles can be passed left of all, right of all or between neighbours, in n + 1 ways. The free strip between two rows
/// lets the rod move sideways to any passage of the next row, so that the choices are independent and 2 · 3 · 4 = 24 routes
/// exist, the number that D3IL states for its task. Where a trajectory crosses the line of a row several times, the last crossing towards
/// the goal counts: that is the passage it went on from.
/// </remarks>
public readonly record struct AvoidingRoute(int First, int Second, int Third)
{
    /// <summary>The number of different routes.</summary>
    public const int Count = 24;

    /// <summary>Gets the number of the route, 0 to 23, ordered by first, then second, then third passage.</summary>
    public int Index => (((First * 3) + Second) * 4) + Third;

    /// <summary>Makes the route of a number.</summary>
    /// <param name="index">The number, 0 to 23.</param>
    /// <returns>The route.</returns>
    public static AvoidingRoute FromIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return new AvoidingRoute(index / 12, index / 4 % 3, index % 4);
    }

    /// <summary>Finds out which way a trajectory took.</summary>
    /// <param name="positions">The actual positions of the rod in order, the first one before the first row.</param>
    /// <param name="route">Receives the route.</param>
    /// <returns>Whether the trajectory got past all three rows and stayed there; without that it has no route.</returns>
    public static bool TryClassify(ReadOnlySpan<Vector2> positions, out AvoidingRoute route)
    {
        Span<int> passages = stackalloc int[AvoidingField.Rows];
        passages.Fill(-1);
        for (int i = 1; i < positions.Length; i++)
        {
            for (int row = 0; row < passages.Length; row++)
            {
                passages[row] = Cross(row, positions[i - 1], positions[i], passages[row]);
            }
        }

        bool complete = !passages.Contains(-1);
        route = complete ? new AvoidingRoute(passages[0], passages[1], passages[2]) : default;
        return complete;
    }

    private static int Cross(int row, Vector2 from, Vector2 to, int passage)
    {
        float height = AvoidingField.RowHeights[row];
        if ((from.Y < height) == (to.Y < height))
        {
            return passage;
        }

        float share = (height - from.Y) / (to.Y - from.Y);
        return to.Y < height ? -1 : AvoidingField.PassageAt(row, float.Lerp(from.X, to.X, share));
    }
}
