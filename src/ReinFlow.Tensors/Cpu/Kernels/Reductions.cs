using System.Numerics;
using System.Runtime.CompilerServices;

namespace ReinFlow.Tensors.Cpu;

/// <summary>Sums and extremes over arrays. The order of summation depends on the length only, never on the address.</summary>
/// <remarks>These are bound by memory, so they are written once, in the runtime's own vectors. Sums are formed in double precision.</remarks>
internal static unsafe class Reductions
{
    private interface ITerm
    {
        static abstract Vector<double> Add(Vector<double> sum, Vector<double> x, Vector<double> y);
    }

    public static double Sum(float* x, long n) => Reduce<First>(x, x, n);

    public static double SumSquares(float* x, long n) => Reduce<Product>(x, x, n);

    public static double Dot(float* x, float* y, long n) => Reduce<Product>(x, y, n);

    /// <summary>The greatest value; −∞ for none, NaN if there is one.</summary>
    public static float Maximum(float* x, long n)
    {
        var greatest = new Vector<float>(float.NegativeInfinity);
        long i = 0;
        for (; i <= n - Vector<float>.Count; i += Vector<float>.Count)
        {
            greatest = Vector.Max(greatest, Load(x + i));
        }

        float result = float.NegativeInfinity;
        for (int lane = 0; lane < Vector<float>.Count; lane++)
        {
            result = MathF.Max(result, greatest[lane]);
        }

        for (; i < n; i++)
        {
            result = MathF.Max(result, x[i]);
        }

        return result;
    }

    /// <summary>Whether no value is infinite or NaN.</summary>
    public static bool AllFinite(float* x, long n)
    {
        Vector<float> sum = Vector<float>.Zero;
        long i = 0;
        for (; i <= n - Vector<float>.Count; i += Vector<float>.Count)
        {
            // x·0 is zero exactly for finite x, and NaN otherwise.
            sum += Load(x + i) * Vector<float>.Zero;
        }

        bool finite = Vector.EqualsAll(sum, Vector<float>.Zero);
        for (; i < n; i++)
        {
            finite &= float.IsFinite(x[i]);
        }

        return finite;
    }

    /// <summary>Writes the sum of each row of x[rows, columns].</summary>
    public static void RowSums(float* x, int rows, int columns, int leading, float* destination)
    {
        for (int row = 0; row < rows; row++)
        {
            destination[row] = (float)Sum(x + ((long)row * leading), columns);
        }
    }

    /// <summary>Writes the greatest value of each row of x[rows, columns].</summary>
    public static void RowMaxima(float* x, int rows, int columns, int leading, float* destination)
    {
        for (int row = 0; row < rows; row++)
        {
            destination[row] = Maximum(x + ((long)row * leading), columns);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Reduce<TTerm>(float* x, float* y, long n)
        where TTerm : struct, ITerm
    {
        Vector<double> s0 = Vector<double>.Zero;
        Vector<double> s1 = s0;
        Vector<double> s2 = s0;
        Vector<double> s3 = s0;
        long i = 0;
        for (; i <= n - (2 * Vector<float>.Count); i += 2 * Vector<float>.Count)
        {
            Vector.Widen(Load(x + i), out Vector<double> x0, out Vector<double> x1);
            Vector.Widen(Load(y + i), out Vector<double> y0, out Vector<double> y1);
            s0 = TTerm.Add(s0, x0, y0);
            s1 = TTerm.Add(s1, x1, y1);
            Vector.Widen(Load(x + i + Vector<float>.Count), out x0, out x1);
            Vector.Widen(Load(y + i + Vector<float>.Count), out y0, out y1);
            s2 = TTerm.Add(s2, x0, y0);
            s3 = TTerm.Add(s3, x1, y1);
        }

        Vector<double> rest = Vector<double>.Zero;
        for (; i < n; i++)
        {
            rest = TTerm.Add(rest, Vector.CreateScalar<double>(x[i]), Vector.CreateScalar<double>(y[i]));
        }

        return Vector.Sum(s0 + s1 + (s2 + s3)) + Vector.Sum(rest);
    }

    private static Vector<float> Load(float* source) => Unsafe.ReadUnaligned<Vector<float>>(source);

    private readonly struct First : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<double> Add(Vector<double> sum, Vector<double> x, Vector<double> y) => sum + x;
    }

    private readonly struct Product : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<double> Add(Vector<double> sum, Vector<double> x, Vector<double> y) => sum + (x * y);
    }
}
