using System.Numerics;

namespace ReinFlow.Environments;

/// <summary>The geometry of <see cref="Avoiding"/>, in metres: x to the right, y towards the goal line.</summary>
/// <remarks>
/// Six round obstacles stand in rows of one, two and three, mirrored about x = 0.5, as in the D3IL benchmark (Jia et al. 2024, "Towards
/// Diverse Behaviors"). Obstacles and passages form one lattice: obstacle j of row k stands at x = 0.5 + 0.075 (2j − k), the middle
/// of passage p of row k lies at x = 0.5 + 0.075 (2p − k − 1). Row k has k + 1 obstacles and therefore k + 2 passages: one
/// left of all, one right of all and one between each two neighbours.
/// </remarks>
public static class AvoidingField
{
    /// <summary>The number of rows of obstacles.</summary>
    public const int Rows = 3;

    /// <summary>The smallest x of the workspace.</summary>
    public const float Left = 0.2f;

    /// <summary>The largest x of the workspace.</summary>
    public const float Right = 0.8f;

    /// <summary>The smallest y of the workspace.</summary>
    public const float Bottom = -0.4f;

    /// <summary>The y of the goal line.</summary>
    public const float GoalLine = 0.4f;

    /// <summary>The x about which the field is symmetric.</summary>
    public const float Centre = 0.5f;

    /// <summary>The distance in x from an obstacle to the middle of the passage beside it.</summary>
    public const float Spacing = 0.075f;

    /// <summary>The radius of an obstacle.</summary>
    public const float ObstacleRadius = 0.03f;

    /// <summary>The radius of the rod that the robot moves.</summary>
    public const float RodRadius = 0.01f;

    /// <summary>The distance between the centres of rod and obstacle at which they touch.</summary>
    public const float ContactDistance = ObstacleRadius + RodRadius;

    private static readonly float[] Heights = [-0.1f, 0.08f, 0.26f];

    private static readonly Vector2[] Centres =
        [.. Enumerable.Range(0, Rows).SelectMany(row => Enumerable.Range(0, row + 1).Select(j => Lattice(row, (2 * j) - row)))];

    /// <summary>Gets the y of each row of obstacles, in the order in which they are met.</summary>
    public static ReadOnlySpan<float> RowHeights => Heights;

    /// <summary>Gets the centres of the six obstacles, row by row and from left to right.</summary>
    public static ReadOnlySpan<Vector2> Obstacles => Centres;

    /// <summary>Gets the point around which the rod starts.</summary>
    public static Vector2 Start => new(0.525f, -0.28f);

    /// <summary>Gets the middle of a passage.</summary>
    /// <param name="row">The row, 0 to 2.</param>
    /// <param name="passage">The passage, 0 to <paramref name="row"/> + 1 from left to right.</param>
    /// <returns>The point on the row's line.</returns>
    public static Vector2 Passage(int row, int passage)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(passage);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(passage, row + 1);
        return Lattice(row, (2 * passage) - row - 1);
    }

    /// <summary>Says through which passage a point on the line of a row goes.</summary>
    /// <param name="row">The row, 0 to 2.</param>
    /// <param name="x">The point.</param>
    /// <returns>The passage: the number of the row's obstacles that lie to the left of the point.</returns>
    public static int PassageAt(int row, float x) => Math.Clamp((int)MathF.Floor((((x - Centre) / Spacing) + row + 2) / 2), 0, row + 1);

    /// <summary>Says whether a rod that moves along a straight line touches an obstacle.</summary>
    /// <param name="from">The centre of the rod before the move.</param>
    /// <param name="to">Its centre after the move.</param>
    /// <returns>Whether it touches one.</returns>
    public static bool Touches(Vector2 from, Vector2 to)
    {
        Vector2 move = to - from;
        float length = move.LengthSquared();
        foreach (Vector2 obstacle in Centres)
        {
            float nearest = length > 0 ? Math.Clamp(Vector2.Dot(obstacle - from, move) / length, 0, 1) : 0;
            if (Vector2.DistanceSquared(from + (nearest * move), obstacle) <= ContactDistance * ContactDistance)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Says whether a point lies in the workspace.</summary>
    /// <param name="point">The point.</param>
    /// <returns>Whether it does; there is no bound beyond the goal line.</returns>
    public static bool Contains(Vector2 point) => point.X >= Left && point.X <= Right && point.Y >= Bottom;

    private static Vector2 Lattice(int row, int place) => new(Centre + (Spacing * place), Heights[row]);
}
