using System.Runtime.CompilerServices;

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
    /// <summary>Computes tile[rows, width] from packed panels a[depth, rows] and b[depth, width].</summary>
    public static void Multiply(int rows, bool wide, int depth, float* a, float* b, float* tile)
    {
        switch (rows)
        {
            case 1:
                Multiply<One>(wide, depth, a, b, tile);
                break;
            case 2:
                Multiply<Two>(wide, depth, a, b, tile);
                break;
            case 4:
                Multiply<Four>(wide, depth, a, b, tile);
                break;
            case 6:
                Multiply<Six>(wide, depth, a, b, tile);
                break;
            case 8:
                Multiply<Eight>(wide, depth, a, b, tile);
                break;
            default:
                Multiply<Twelve>(wide, depth, a, b, tile);
                break;
        }
    }

    private static void Multiply<TRows>(bool wide, int depth, float* a, float* b, float* tile)
        where TRows : struct, IConstant
    {
        if (wide)
        {
            Multiply<TRows, Two>(depth, a, b, tile);
        }
        else
        {
            Multiply<TRows, One>(depth, a, b, tile);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TRows, TColumns>(int depth, float* a, float* b, float* tile)
        where TRows : struct, IConstant
        where TColumns : struct, IConstant
    {
        TVector r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11;
        TVector s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11;
        r0 = r1 = r2 = r3 = r4 = r5 = r6 = r7 = r8 = r9 = r10 = r11 = TSimd.Zero;
        s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = s8 = s9 = s10 = s11 = TSimd.Zero;
        for (; depth > 0; depth--)
        {
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

        Finish<TRows, TColumns>(0, tile, r0, s0);
        Finish<TRows, TColumns>(1, tile, r1, s1);
        Finish<TRows, TColumns>(2, tile, r2, s2);
        Finish<TRows, TColumns>(3, tile, r3, s3);
        Finish<TRows, TColumns>(4, tile, r4, s4);
        Finish<TRows, TColumns>(5, tile, r5, s5);
        Finish<TRows, TColumns>(6, tile, r6, s6);
        Finish<TRows, TColumns>(7, tile, r7, s7);
        Finish<TRows, TColumns>(8, tile, r8, s8);
        Finish<TRows, TColumns>(9, tile, r9, s9);
        Finish<TRows, TColumns>(10, tile, r10, s10);
        Finish<TRows, TColumns>(11, tile, r11, s11);
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
    private static void Finish<TRows, TColumns>(int row, float* tile, TVector leftSum, TVector rightSum)
        where TRows : struct, IConstant
        where TColumns : struct, IConstant
    {
        if (row < TRows.Value)
        {
            float* to = tile + (row * TColumns.Value * TSimd.Count);
            TSimd.Store(leftSum, to);
            if (TColumns.Value > 1)
            {
                TSimd.Store(rightSum, to + TSimd.Count);
            }
        }
    }
}
