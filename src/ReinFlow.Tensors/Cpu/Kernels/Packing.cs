using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ReinFlow.Tensors.Cpu;

/// <summary>Copies matrices into the order in which the register tile of a matrix product reads them.</summary>
/// <remarks>A packed panel holds, for every step of the contraction, <c>width</c> neighbouring values; missing ones are zero.</remarks>
internal static unsafe class Packing
{
    private const int Stretch = 32;

    /// <summary>Packs rows of the source side by side: destination[p, i] = source[i, p].</summary>
    public static void Interleave(float* source, int leading, int rows, int width, int depth, float* destination)
    {
        // All rows of a short stretch at a time, so that every line of the destination is written while it is in the cache.
        for (int start = 0; start < depth; start += Stretch)
        {
            InterleaveStretch(
                source + start, leading, rows, width, Math.Min(Stretch, depth - start), destination + ((long)start * width));
        }
    }

    /// <summary>Packs columns of the source: destination[p, i] = source[p, i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(float* source, int leading, int columns, int width, int depth, float* destination)
    {
        for (; depth > 0; depth--)
        {
            int column = 0;
            for (; column <= columns - Vector512<float>.Count; column += Vector512<float>.Count)
            {
                Vector512.Load(source + column).Store(destination + column);
            }

            for (; column <= columns - 4; column += 4)
            {
                Vector128.Load(source + column).Store(destination + column);
            }

            for (; column < width; column++)
            {
                destination[column] = column < columns ? source[column] : 0f;
            }

            source += leading;
            destination += width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InterleaveStretch(float* source, int leading, int rows, int width, int depth, float* destination)
    {
        int row = 0;
        for (; row + 4 <= rows; row += 4)
        {
            InterleaveFour(source + ((long)row * leading), leading, width, depth, destination + row);
        }

        for (; row < width; row++)
        {
            float* from = source + ((long)row * leading);
            for (int p = 0; p < depth; p++)
            {
                destination[((long)p * width) + row] = row < rows ? from[p] : 0f;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InterleaveFour(float* source, int leading, int width, int depth, float* destination)
    {
        float* r0 = source;
        float* r1 = r0 + leading;
        float* r2 = r1 + leading;
        float* r3 = r2 + leading;
        int p = 0;
        if (Sse.IsSupported)
        {
            for (; p + 4 <= depth; p += 4)
            {
                Vector128<float> a = Vector128.Load(r0 + p);
                Vector128<float> b = Vector128.Load(r1 + p);
                Vector128<float> c = Vector128.Load(r2 + p);
                Vector128<float> d = Vector128.Load(r3 + p);
                Vector128<float> ab = Sse.UnpackLow(a, b);
                Vector128<float> cd = Sse.UnpackLow(c, d);
                Sse.MoveLowToHigh(ab, cd).Store(destination);
                Sse.MoveHighToLow(cd, ab).Store(destination + width);
                ab = Sse.UnpackHigh(a, b);
                cd = Sse.UnpackHigh(c, d);
                Sse.MoveLowToHigh(ab, cd).Store(destination + (2L * width));
                Sse.MoveHighToLow(cd, ab).Store(destination + (3L * width));
                destination += 4L * width;
            }
        }

        for (; p < depth; p++)
        {
            Vector128.Create(r0[p], r1[p], r2[p], r3[p]).Store(destination);
            destination += width;
        }
    }
}
