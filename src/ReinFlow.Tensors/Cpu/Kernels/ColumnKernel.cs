using System.Runtime.CompilerServices;

namespace ReinFlow.Tensors.Cpu;

/// <summary>The product of a matrix and a single column, where a panel would be almost empty: one dot product for each row.</summary>
/// <typeparam name="TSimd">The instruction set.</typeparam>
/// <typeparam name="TVector">Its vector type.</typeparam>
internal static unsafe class ColumnKernel<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const int BlockRows = 64;
    private const int BlockDepth = 512;

    [SkipLocalsInit]
    public static void Multiply(in MatrixProduct product)
    {
        float* sums = stackalloc float[BlockRows + TSimd.Count];
        float* gathered = stackalloc float[BlockDepth];
        float bias = product.Bias != null ? *product.Bias : 0f;
        for (int first = 0; first < product.M; first += BlockRows)
        {
            int rows = Math.Min(BlockRows, product.M - first);
            for (int row = 0; row < rows; row++)
            {
                float start = product.Start != null ? product.Start[(long)(first + row) * product.LeadingStart] : 0f;
                sums[row] = start + bias + RowSum(product, first + row, gathered);
            }

            Finish(product, first, rows, sums);
        }
    }

    private static float RowSum(in MatrixProduct product, int row, float* gathered)
    {
        float sum = 0f;
        for (int start = 0; start < product.K; start += BlockDepth)
        {
            int depth = Math.Min(BlockDepth, product.K - start);
            float* a = product.A + ((long)row * product.LeadingA) + start;
            if (product.TransposedA)
            {
                Packing.Gather(product.A + ((long)start * product.LeadingA) + row, product.LeadingA, 1, 1, depth, gathered);
                a = gathered;
            }

            sum += Dot(a, product.PackedB + start, depth);
        }

        return sum;
    }

    // A dense column is finished as if it were a row, whole vectors at a time.
    private static void Finish(in MatrixProduct product, int first, int rows, float* sums)
    {
        bool dense = product.LeadingC == 1;
        long offset = (long)first * product.LeadingC;
        var edge = new TileEdge<TSimd, TVector>
        {
            Buffer = sums,
            Width = 1,
            Rows = dense ? 1 : rows,
            Columns = dense ? rows : 1,
            Target = new TileTarget { C = product.C + offset, LeadingC = product.LeadingC },
            PreActivation = product.PreActivation != null ? product.PreActivation + offset : null,
        };
        Activations.Choose<TSimd, TVector, TileEdge<TSimd, TVector>>(product.Activation, ref edge);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Dot(float* a, float* b, int n)
    {
        TVector s0 = TSimd.Zero;
        TVector s1 = s0;
        TVector s2 = s0;
        TVector s3 = s0;
        int i = 0;
        for (; i <= n - (4 * TSimd.Count); i += 4 * TSimd.Count)
        {
            s0 = TSimd.MultiplyAdd(TSimd.Load(a + i), TSimd.Load(b + i), s0);
            s1 = TSimd.MultiplyAdd(TSimd.Load(a + i + TSimd.Count), TSimd.Load(b + i + TSimd.Count), s1);
            s2 = TSimd.MultiplyAdd(TSimd.Load(a + i + (2 * TSimd.Count)), TSimd.Load(b + i + (2 * TSimd.Count)), s2);
            s3 = TSimd.MultiplyAdd(TSimd.Load(a + i + (3 * TSimd.Count)), TSimd.Load(b + i + (3 * TSimd.Count)), s3);
        }

        for (; i <= n - TSimd.Count; i += TSimd.Count)
        {
            s0 = TSimd.MultiplyAdd(TSimd.Load(a + i), TSimd.Load(b + i), s0);
        }

        if (i < n)
        {
            s1 = TSimd.MultiplyAdd(TSimd.Load(a + i, n - i), TSimd.Load(b + i, n - i), s1);
        }

        return TSimd.Sum(TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3)));
    }
}
