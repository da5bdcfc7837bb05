using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ReinFlow.Tensors.Cpu;

/// <summary>The innermost loop of a matrix product: a small tile of C, held in registers over the whole contraction.</summary>
/// <typeparam name="TSimd">The instruction set.</typeparam>
/// <typeparam name="TVector">Its vector type.</typeparam>
/// <remarks>
/// Every element is one chain of fused multiply-adds over p = 0, 1, …, whatever the tile's size, so the bits of a row do not depend on
/// the rows beside it. The methods are written for 12×2 vectors; smaller sizes are type arguments, and the compiler drops the rest.
/// </remarks>
internal static unsafe class RegisterTile<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    // Panels of B stream from the second-level cache; asking for them so many steps ahead hides its latency.
    private const int PrefetchDistance = 8;

    // Smaller tiles are bound by loads already.
    private const int PrefetchedRows = 12;

    /// <summary>Computes a tile of the size [rows, width] from packed panels a[depth, rows] and b[depth, width].</summary>
    public static void Multiply(int rows, bool wide, int depth, float* a, float* b, in TileTarget target)
    {
        if (target.RectifiesEnd)
        {
            Multiply<ReLUActivation<TSimd, TVector>>(rows, wide, depth, a, b, target);
        }
        else
        {
            Multiply<IdentityActivation<TSimd, TVector>>(rows, wide, depth, a, b, target);
        }
    }

    private static void Multiply<TEnd>(int rows, bool wide, int depth, float* a, float* b, in TileTarget target)
        where TEnd : struct, IActivation<TVector>
    {
        switch (rows)
        {
            case 1:
                Multiply<TEnd, One>(wide, depth, a, b, target);
                break;
            case 2:
                Multiply<TEnd, Two>(wide, depth, a, b, target);
                break;
            case 4:
                Multiply<TEnd, Four>(wide, depth, a, b, target);
                break;
            case 6:
                Multiply<TEnd, Six>(wide, depth, a, b, target);
                break;
            case 8:
                Multiply<TEnd, Eight>(wide, depth, a, b, target);
                break;
            default:
                Multiply<TEnd, Twelve>(wide, depth, a, b, target);
                break;
        }
    }

    private static void Multiply<TEnd, TRows>(bool wide, int depth, float* a, float* b, in TileTarget target)
        where TEnd : struct, IActivation<TVector>
        where TRows : struct, IConstant
    {
        if (wide)
        {
            Multiply<TEnd, TRows, Two>(depth, a, b, target);
        }
        else
        {
            Multiply<TEnd, TRows, One>(depth, a, b, target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TEnd, TRows, TColumns>(int depth, float* a, float* b, in TileTarget target)
        where TEnd : struct, IActivation<TVector>
        where TRows : struct, IConstant
        where TColumns : struct, IConstant
    {
        TVector r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11;
        TVector s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11;
        r0 = r1 = r2 = r3 = r4 = r5 = r6 = r7 = r8 = r9 = r10 = r11 = TSimd.Zero;
        s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = s8 = s9 = s10 = s11 = TSimd.Zero;
        Prefetch<TRows, TColumns>(target.C, target.LeadingC);
        if (target.Start != null && target.Start != target.C)
        {
            Prefetch<TRows, TColumns>(target.Start, target.LeadingStart);
        }

        for (; depth > 0; depth--)
        {
            if (Sse.IsSupported && TRows.Value >= PrefetchedRows)
            {
                Sse.Prefetch0(b + (PrefetchDistance * TColumns.Value * TSimd.Count));
                if (TColumns.Value > 1)
                {
                    Sse.Prefetch0(b + (((PrefetchDistance * TColumns.Value) + 1) * TSimd.Count));
                }
            }

            TVector left = TSimd.Load(b);
            TVector right = TColumns.Value > 1 ? TSimd.Load(b + TSimd.Count) : TSimd.Zero;
            Row<TRows, TColumns>(0, a, left, right, ref r0, ref s0);
            Row<TRows, TColumns>(1, a, left, right, ref r1, ref s1);
            Row<TRows, TColumns>(2, a, left, right, ref r2, ref s2);
            Row<TRows, TColumns>(3, a, left, right, ref r3, ref s3);
            Row<TRows, TColumns>(4, a, left, right, ref r4, ref s4);
            Row<TRows, TColumns>(5, a, left, right, ref r5, ref s5);
            Row<TRows, TColumns>(6, a, left, right, ref r6, ref s6);
            Row<TRows, TColumns>(7, a, left, right, ref r7, ref s7);
            Row<TRows, TColumns>(8, a, left, right, ref r8, ref s8);
            Row<TRows, TColumns>(9, a, left, right, ref r9, ref s9);
            Row<TRows, TColumns>(10, a, left, right, ref r10, ref s10);
            Row<TRows, TColumns>(11, a, left, right, ref r11, ref s11);
            a += TRows.Value;
            b += TColumns.Value * TSimd.Count;
        }

        if (target.Start != null)
        {
            float* start = target.Start;
            long distance = target.LeadingStart;
            AddRow<TRows, TColumns>(0, start + (0 * distance), ref r0, ref s0);
            AddRow<TRows, TColumns>(1, start + (1 * distance), ref r1, ref s1);
            AddRow<TRows, TColumns>(2, start + (2 * distance), ref r2, ref s2);
            AddRow<TRows, TColumns>(3, start + (3 * distance), ref r3, ref s3);
            AddRow<TRows, TColumns>(4, start + (4 * distance), ref r4, ref s4);
            AddRow<TRows, TColumns>(5, start + (5 * distance), ref r5, ref s5);
            AddRow<TRows, TColumns>(6, start + (6 * distance), ref r6, ref s6);
            AddRow<TRows, TColumns>(7, start + (7 * distance), ref r7, ref s7);
            AddRow<TRows, TColumns>(8, start + (8 * distance), ref r8, ref s8);
            AddRow<TRows, TColumns>(9, start + (9 * distance), ref r9, ref s9);
            AddRow<TRows, TColumns>(10, start + (10 * distance), ref r10, ref s10);
            AddRow<TRows, TColumns>(11, start + (11 * distance), ref r11, ref s11);
        }

        if (target.Bias != null)
        {
            float* bias = target.Bias;
            AddRow<TRows, TColumns>(0, bias, ref r0, ref s0);
            AddRow<TRows, TColumns>(1, bias, ref r1, ref s1);
            AddRow<TRows, TColumns>(2, bias, ref r2, ref s2);
            AddRow<TRows, TColumns>(3, bias, ref r3, ref s3);
            AddRow<TRows, TColumns>(4, bias, ref r4, ref s4);
            AddRow<TRows, TColumns>(5, bias, ref r5, ref s5);
            AddRow<TRows, TColumns>(6, bias, ref r6, ref s6);
            AddRow<TRows, TColumns>(7, bias, ref r7, ref s7);
            AddRow<TRows, TColumns>(8, bias, ref r8, ref s8);
            AddRow<TRows, TColumns>(9, bias, ref r9, ref s9);
            AddRow<TRows, TColumns>(10, bias, ref r10, ref s10);
            AddRow<TRows, TColumns>(11, bias, ref r11, ref s11);
        }

        float* c = target.C;
        long leading = target.LeadingC;
        End<TEnd, TRows, TColumns>(0, c, leading, r0, s0);
        End<TEnd, TRows, TColumns>(1, c, leading, r1, s1);
        End<TEnd, TRows, TColumns>(2, c, leading, r2, s2);
        End<TEnd, TRows, TColumns>(3, c, leading, r3, s3);
        End<TEnd, TRows, TColumns>(4, c, leading, r4, s4);
        End<TEnd, TRows, TColumns>(5, c, leading, r5, s5);
        End<TEnd, TRows, TColumns>(6, c, leading, r6, s6);
        End<TEnd, TRows, TColumns>(7, c, leading, r7, s7);
        End<TEnd, TRows, TColumns>(8, c, leading, r8, s8);
        End<TEnd, TRows, TColumns>(9, c, leading, r9, s9);
        End<TEnd, TRows, TColumns>(10, c, leading, r10, s10);
        End<TEnd, TRows, TColumns>(11, c, leading, r11, s11);
    }

    // What the tile is added to or goes to comes from a distant cache, but is needed only when the loop is over.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch<TRows, TColumns>(float* rows, long leading)
        where TRows : struct, IConstant
        where TColumns : struct, IConstant
    {
        if (!Sse.IsSupported || TRows.Value < PrefetchedRows)
        {
            return;
        }

        for (int row = 0; row < TRows.Value; row++)
        {
            Sse.Prefetch0(rows + (row * leading));
            if (TColumns.Value > 1)
            {
                Sse.Prefetch0(rows + (row * leading) + TSimd.Count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow<TRows, TColumns>(int row, float* values, ref TVector leftSum, ref TVector rightSum)
        where TRows : struct, IConstant
        where TColumns : struct, IConstant
    {
        if (row < TRows.Value)
        {
            leftSum = TSimd.Add(leftSum, TSimd.Load(values));
            if (TColumns.Value > 1)
            {
                rightSum = TSimd.Add(rightSum, TSimd.Load(values + TSimd.Count));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<TRows, TColumns>(
        int row, float* a, TVector left, TVector right, ref TVector leftSum, ref TVector rightSum)
        where TRows : struct, IConstant
        where TColumns : struct, IConstant
    {
        if (row < TRows.Value)
        {
            TVector factor = TSimd.Create(a[row]);
            leftSum = TSimd.MultiplyAdd(factor, left, leftSum);
            if (TColumns.Value > 1)
            {
                rightSum = TSimd.MultiplyAdd(factor, right, rightSum);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void End<TEnd, TRows, TColumns>(int row, float* c, long leading, TVector leftSum, TVector rightSum)
        where TEnd : struct, IActivation<TVector>
        where TRows : struct, IConstant
        where TColumns : struct, IConstant
    {
        if (row < TRows.Value)
        {
            float* to = c + (row * leading);
            TSimd.Store(TEnd.Value(leftSum), to);
            if (TColumns.Value > 1)
            {
                TSimd.Store(TEnd.Value(rightSum), to + TSimd.Count);
            }
        }
    }
}
