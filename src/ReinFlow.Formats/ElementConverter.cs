using System.Numerics;
using System.Runtime.InteropServices;

namespace ReinFlow.Formats;

/// <summary>Converts little-endian elements of any known type into numbers of the caller's type.</summary>
internal static class ElementConverter
{
    public static int SizeOf(TensorDataType type) => type switch
    {
        TensorDataType.Float16 or TensorDataType.BFloat16 => 2,
        TensorDataType.Float32 or TensorDataType.Int32 => 4,
        TensorDataType.Float64 or TensorDataType.Int64 => 8,
        TensorDataType.UInt8 or TensorDataType.Bool => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "An unknown element type has no size."),
    };

    public static bool IsInteger(TensorDataType type) =>
        type is TensorDataType.Int32 or TensorDataType.Int64 or TensorDataType.UInt8 or TensorDataType.Bool;

    public static bool IsByte(TensorDataType type) => type is TensorDataType.UInt8 or TensorDataType.Bool;

    /// <summary>Whether every element is representable in <typeparamref name="T"/>, up to rounding of reals.</summary>
    public static bool Fits<T>(TensorDataType type) =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double)
        || (typeof(T) == typeof(long) && IsInteger(type))
        || (typeof(T) == typeof(byte) && IsByte(type));

    public static void Convert<T>(ReadOnlySpan<byte> source, TensorDataType type, Span<T> target)
        where T : unmanaged, INumberBase<T>
    {
        switch (type)
        {
            case TensorDataType.Float16:
                Cast<Half, T>(source, target);
                break;
            case TensorDataType.BFloat16:
                CastBrain(source, target);
                break;
            case TensorDataType.Float32:
                Cast<float, T>(source, target);
                break;
            case TensorDataType.Float64:
                Cast<double, T>(source, target);
                break;
            case TensorDataType.Int32:
                Cast<int, T>(source, target);
                break;
            case TensorDataType.Int64:
                Cast<long, T>(source, target);
                break;
            default:
                Cast<byte, T>(source, target);
                break;
        }
    }

    private static void Cast<TSource, T>(ReadOnlySpan<byte> source, Span<T> target)
        where TSource : unmanaged, INumberBase<TSource>
        where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<TSource> values = MemoryMarshal.Cast<byte, TSource>(source);
        if (typeof(TSource) == typeof(T))
        {
            MemoryMarshal.Cast<TSource, T>(values).CopyTo(target);
            return;
        }

        for (int i = 0; i < target.Length; i++)
        {
            target[i] = T.CreateTruncating(values[i]);
        }
    }

    private static void CastBrain<T>(ReadOnlySpan<byte> source, Span<T> target)
        where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<ushort> values = MemoryMarshal.Cast<byte, ushort>(source);
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)values[i] << 16));
        }
    }
}
