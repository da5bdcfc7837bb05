using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ReinFlow.Limits;

/// <summary>How fast one core reads memory again and again: from a cache, or from DRAM if the block is larger than all of them.</summary>
public static unsafe class ReadBandwidth
{
    private const int Stride = 8 * 16;

    private static float _sink;

    /// <summary>Measures the bandwidth.</summary>
    /// <param name="bytes">The size of the block.</param>
    /// <returns>Bytes per second.</returns>
    public static double BytesPerSecond(long bytes)
    {
        long count = Math.Max(1, bytes / sizeof(float) / Stride) * Stride;
        float* block = (float*)NativeMemory.AlignedAlloc((nuint)(count * sizeof(float)), 64);
        try
        {
            for (long i = 0; i < count; i++)
            {
                block[i] = 1f;
            }

            return count * sizeof(float) / Timing.Median(() => _sink += Read(block, count), 0.2);
        }
        finally
        {
            NativeMemory.AlignedFree(block);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Read(float* block, long count)
    {
        Vector512<float> a, b, c, d, e, f, g, h;
        a = b = c = d = e = f = g = h = Vector512<float>.Zero;
        for (float* end = block + count; block < end; block += Stride)
        {
            a += Vector512.Load(block);
            b += Vector512.Load(block + 16);
            c += Vector512.Load(block + 32);
            d += Vector512.Load(block + 48);
            e += Vector512.Load(block + 64);
            f += Vector512.Load(block + 80);
            g += Vector512.Load(block + 96);
            h += Vector512.Load(block + 112);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h) * 1e-9f;
    }
}
