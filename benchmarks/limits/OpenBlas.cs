using System.Runtime.InteropServices;

namespace ReinFlow.Limits;

/// <summary>OpenBLAS's matrix product on one thread.</summary>
public static unsafe partial class OpenBlas
{
    private const string Library = "libopenblas.so.0";
    private const int RowMajor = 101;
    private const int NotTransposed = 111;
    private const int Transposed = 112;

    /// <summary>Measures C[m, n] = A[m, k]·B[n, k]ᵀ, the product of a linear layer, on one thread.</summary>
    /// <param name="m">The rows.</param>
    /// <param name="n">The columns.</param>
    /// <param name="k">The contracted dimension.</param>
    /// <returns>Floating-point operations per second.</returns>
    public static double OperationsPerSecond(int m, int n, int k)
    {
        SetThreads(1);
        float[] a = Filled(m * k);
        float[] b = Filled(n * k);
        float[] c = new float[m * n];
        return 2.0 * m * n * k / Timing.Median(() => Multiply(m, n, k, a, b, c), 0.2);
    }

    private static void Multiply(int m, int n, int k, float[] a, float[] b, float[] c)
    {
        fixed (float* left = a, right = b, result = c)
        {
            Multiply(RowMajor, NotTransposed, Transposed, m, n, k, 1f, left, k, right, k, 0f, result, n);
        }
    }

    private static float[] Filled(int count)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (i % 17) - 8f;
        }

        return values;
    }

    [LibraryImport(Library, EntryPoint = "openblas_set_num_threads")]
    private static partial void SetThreads(int threads);

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    private static partial void Multiply(
        int order, int transposeA, int transposeB, int m, int n, int k, float alpha, float* a, int lda, float* b, int ldb, float beta, float* c, int ldc);
}
