using System.Globalization;
using System.Runtime.CompilerServices;

namespace ReinFlow.Tensors;

/// <summary>The lengths of the axes of a tensor, outermost first; written as a collection expression: <c>[batch, 4, 3]</c>.</summary>
[CollectionBuilder(typeof(TensorShape), nameof(Create))]
public readonly struct TensorShape : IEquatable<TensorShape>
{
    /// <summary>The largest number of axes.</summary>
    public const int MaxRank = 6;

    private readonly Axes _axes;

    private TensorShape(ReadOnlySpan<int> axes)
    {
        Rank = axes.Length;
        long count = 1;
        for (int i = 0; i < axes.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(axes[i], nameof(axes));
            _axes[i] = axes[i];
            count *= axes[i];
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, int.MaxValue, nameof(axes));
        ElementCount = (int)count;
    }

    /// <summary>Gets the number of axes; 0 for a single number.</summary>
    public int Rank { get; }

    /// <summary>Gets the number of elements.</summary>
    public int ElementCount { get; }

    /// <summary>Gets the length of the last axis; 1 for a single number.</summary>
    public int LastAxis => Rank == 0 ? 1 : _axes[Rank - 1];

    /// <summary>Gets the number of rows when all axes but the last are taken together.</summary>
    public int Rows => LastAxis == 0 ? 0 : ElementCount / LastAxis;

    /// <summary>Gets the length of an axis; a negative index counts from the end.</summary>
    /// <param name="axis">The index of the axis.</param>
    public int this[int axis]
    {
        get
        {
            int index = axis < 0 ? axis + Rank : axis;
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Rank, nameof(axis));
            return _axes[index];
        }
    }

    /// <summary>Compares two shapes.</summary>
    /// <param name="left">One shape.</param>
    /// <param name="right">The other shape.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool operator ==(TensorShape left, TensorShape right) => left.Equals(right);

    /// <summary>Compares two shapes.</summary>
    /// <param name="left">One shape.</param>
    /// <param name="right">The other shape.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(TensorShape left, TensorShape right) => !left.Equals(right);

    /// <summary>Creates a shape.</summary>
    /// <param name="axes">The lengths of the axes, outermost first, at most <see cref="MaxRank"/>.</param>
    /// <returns>The shape.</returns>
    public static TensorShape Create(ReadOnlySpan<int> axes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(axes.Length, MaxRank, nameof(axes));
        return new TensorShape(axes);
    }

    /// <summary>Replaces the length of one axis.</summary>
    /// <param name="axis">The index of the axis; negative counts from the end.</param>
    /// <param name="length">The new length.</param>
    /// <returns>The new shape.</returns>
    public TensorShape With(int axis, int length)
    {
        Span<int> axes = stackalloc int[MaxRank];
        CopyTo(axes);
        axes[axis < 0 ? axis + Rank : axis] = length;
        return new TensorShape(axes[..Rank]);
    }

    /// <summary>Removes one axis.</summary>
    /// <param name="axis">The index of the axis; negative counts from the end.</param>
    /// <returns>The new shape.</returns>
    public TensorShape Without(int axis)
    {
        int index = axis < 0 ? axis + Rank : axis;
        Span<int> axes = stackalloc int[MaxRank];
        CopyTo(axes);
        axes[(index + 1)..Rank].CopyTo(axes[index..]);
        return new TensorShape(axes[..(Rank - 1)]);
    }

    /// <summary>Copies the lengths of the axes.</summary>
    /// <param name="destination">Receives <see cref="Rank"/> lengths.</param>
    public void CopyTo(Span<int> destination)
    {
        for (int i = 0; i < Rank; i++)
        {
            destination[i] = _axes[i];
        }
    }

    /// <summary>Gets the lengths of the axes as an array.</summary>
    /// <returns>A new array.</returns>
    public int[] ToArray()
    {
        int[] axes = new int[Rank];
        CopyTo(axes);
        return axes;
    }

    /// <summary>Enumerates the lengths of the axes.</summary>
    /// <returns>The enumerator.</returns>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)ToArray()).GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(TensorShape other)
    {
        if (Rank != other.Rank)
        {
            return false;
        }

        for (int i = 0; i < Rank; i++)
        {
            if (_axes[i] != other._axes[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TensorShape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        for (int i = 0; i < Rank; i++)
        {
            hash.Add(_axes[i]);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"[{string.Join(", ", ToArray().Select(length => length.ToString(CultureInfo.InvariantCulture)))}]";

    [InlineArray(MaxRank)]
    private struct Axes
    {
        private int _first;
    }
}
