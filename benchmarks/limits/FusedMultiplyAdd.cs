using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReinFlow.Limits;

/// <summary>How fast one core multiplies and adds when nothing has to be loaded.</summary>
public static class FusedMultiplyAdd
{
    private const int Steps = 1 << 20;
    private const int Chains = 16;

    private static float _sink;

    /// <summary>Measures the peak with the widest vectors of this processor.</summary>
    /// <returns>Floating-point operations per second; a fused multiply-add is two.</returns>
    public static double OperationsPerSecond()
    {
        bool wide = Vector512.IsHardwareAccelerated;
        double seconds = Timing.Median(() => _sink += wide ? Wide() : Narrow(), 0.2);
        return 2.0 * Steps * Chains * (wide ? Vector512<float>.Count : Vector256<float>.Count) / seconds;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Wide()
    {
        Vector512<float> factor = Vector512.Create(0.999f);
        Vector512<float> summand = Vector512.Create(0.001f);
        Vector512<float> a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p;
        a = b = c = d = e = f = g = h = i = j = k = l = m = n = o = p = Vector512.Create(_sink);
        for (int step = 0; step < Steps; step++)
        {
            a = Vector512.FusedMultiplyAdd(a, factor, summand);
            b = Vector512.FusedMultiplyAdd(b, factor, summand);
            c = Vector512.FusedMultiplyAdd(c, factor, summand);
            d = Vector512.FusedMultiplyAdd(d, factor, summand);
            e = Vector512.FusedMultiplyAdd(e, factor, summand);
            f = Vector512.FusedMultiplyAdd(f, factor, summand);
            g = Vector512.FusedMultiplyAdd(g, factor, summand);
            h = Vector512.FusedMultiplyAdd(h, factor, summand);
            i = Vector512.FusedMultiplyAdd(i, factor, summand);
            j = Vector512.FusedMultiplyAdd(j, factor, summand);
            k = Vector512.FusedMultiplyAdd(k, factor, summand);
            l = Vector512.FusedMultiplyAdd(l, factor, summand);
            m = Vector512.FusedMultiplyAdd(m, factor, summand);
            n = Vector512.FusedMultiplyAdd(n, factor, summand);
            o = Vector512.FusedMultiplyAdd(o, factor, summand);
            p = Vector512.FusedMultiplyAdd(p, factor, summand);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p) * 1e-9f;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Narrow()
    {
        Vector256<float> factor = Vector256.Create(0.999f);
        Vector256<float> summand = Vector256.Create(0.001f);
        Vector256<float> a, b, c, d, e, f, g, h;
        a = b = c = d = e = f = g = h = Vector256.Create(_sink);
        for (int step = 0; step < Steps * (Chains / 8); step++)
        {
            a = Vector256.FusedMultiplyAdd(a, factor, summand);
            b = Vector256.FusedMultiplyAdd(b, factor, summand);
            c = Vector256.FusedMultiplyAdd(c, factor, summand);
            d = Vector256.FusedMultiplyAdd(d, factor, summand);
            e = Vector256.FusedMultiplyAdd(e, factor, summand);
            f = Vector256.FusedMultiplyAdd(f, factor, summand);
            g = Vector256.FusedMultiplyAdd(g, factor, summand);
            h = Vector256.FusedMultiplyAdd(h, factor, summand);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h) * 1e-9f;
    }
}
