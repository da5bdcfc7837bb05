using System.Runtime.CompilerServices;

namespace ReinFlow.Tensors.Cpu;

/// <summary>
/// The product of a single row, which is bound by the memory that B comes from: several panels at a time, since a tile of one
/// row has too few sums to keep the loads coming.
/// </summary>
/// <typeparam name="TSimd">The instruction set.</typeparam>
/// <typeparam name="TVector">Its vector type.</typeparam>
internal static unsafe class RowKernel<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const int Panels = 4;

    /// <summary>Computes as many columns as whole groups of panels have.</summary>
    /// <returns>The number of computed columns.</returns>
    public static int Multiply(in MatrixProduct product, int row, int depthStart, int depth, float* a)
    {
        int width = 2 * TSimd.Count;
        int step = Panels * width;
        int column = 0;
        for (; column + step <= product.N; column += step)
        {
            var stretch = new MatrixStretch(product, row, column, depthStart, depth);
            if (!stretch.SuitsRegisters)
            {
                break;
            }

            float* b = product.PackedB + ((long)column * product.K) + ((long)depthStart * width);
            if (stretch.Target.RectifiesEnd)
            {
                Multiply<ReLUActivation<TSimd, TVector>>(depth, a, b, (long)width * product.K, stretch.Target);
            }
            else
            {
                Multiply<IdentityActivation<TSimd, TVector>>(depth, a, b, (long)width * product.K, stretch.Target);
            }
        }

        return column;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TEnd>(int depth, float* a, float* b, long distance, in TileTarget target)
        where TEnd : struct, IActivation<TVector>
    {
        TVector r0, r1, r2, r3, s0, s1, s2, s3;
        r0 = r1 = r2 = r3 = s0 = s1 = s2 = s3 = TSimd.Zero;
        float* b1 = b + distance;
        float* b2 = b1 + distance;
        float* b3 = b2 + distance;
        for (int p = 0; p < depth; p++)
        {
            TVector factor = TSimd.Create(a[p]);
            long at = (long)p * 2 * TSimd.Count;
            Add(factor, b + at, ref r0, ref s0);
            Add(factor, b1 + at, ref r1, ref s1);
            Add(factor, b2 + at, ref r2, ref s2);
            Add(factor, b3 + at, ref r3, ref s3);
        }

        End<TEnd>(target, 0, r0, s0);
        End<TEnd>(target, 1, r1, s1);
        End<TEnd>(target, 2, r2, s2);
        End<TEnd>(target, 3, r3, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(TVector factor, float* b, ref TVector leftSum, ref TVector rightSum)
    {
        leftSum = TSimd.MultiplyAdd(factor, TSimd.Load(b), leftSum);
        rightSum = TSimd.MultiplyAdd(factor, TSimd.Load(b + TSimd.Count), rightSum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void End<TEnd>(in TileTarget target, int panel, TVector leftSum, TVector rightSum)
        where TEnd : struct, IActivation<TVector>
    {
        Finish<TEnd>(target, panel * 2 * TSimd.Count, leftSum);
        Finish<TEnd>(target, ((panel * 2) + 1) * TSimd.Count, rightSum);
    }

    // In the order of the register tile, so that a row has the same bits alone and among others.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TEnd>(in TileTarget target, int column, TVector sum)
        where TEnd : struct, IActivation<TVector>
    {
        sum = target.Start != null ? TSimd.Add(sum, TSimd.Load(target.Start + column)) : sum;
        sum = target.Bias != null ? TSimd.Add(sum, TSimd.Load(target.Bias + column)) : sum;
        TSimd.Store(TEnd.Value(sum), target.C + column);
    }
}
