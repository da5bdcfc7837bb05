using ReinFlow.Tensors.Cpu;

namespace ReinFlow.Tensors.Tests.Kernels;

internal sealed unsafe class ReductionTests
{
    [Test]
    public void SumsAreThoseOfDoublePrecision([Values(0, 1, 7, 8, 31, 100_003)] int n)
    {
        using NativeArray x = NativeArray.Random(n, 1, 0f, 2f);
        using NativeArray y = NativeArray.Random(n, 2);
        double sum = 0;
        double squares = 0;
        double dot = 0;
        for (int i = 0; i < n; i++)
        {
            sum += x[i];
            squares += (double)x[i] * x[i];
            dot += (double)x[i] * y[i];
        }

        Assert.That(Reductions.Sum(x.Pointer, n), Is.EqualTo(sum).Within(1e-12 * n));
        Assert.That(Reductions.SumSquares(x.Pointer, n), Is.EqualTo(squares).Within(1e-12 * n));
        Assert.That(Reductions.Dot(x.Pointer, y.Pointer, n), Is.EqualTo(dot).Within(1e-12 * n));
    }

    [Test]
    public void SumsOfSquaresDoNotOverflow()
    {
        using var x = new NativeArray(40);
        x.Span.Fill(1e30f);
        Assert.That(Reductions.SumSquares(x.Pointer, 40), Is.EqualTo(40 * (double)1e30f * 1e30f).Within(1e-12).Percent);
    }

    [Test]
    public void SumsDoNotDependOnTheAddress([Range(0, 15)] int shift)
    {
        const int N = 1003;
        using NativeArray x = NativeArray.Random(N, 1);
        using var moved = new NativeArray(N + 16);
        x.Span.CopyTo(moved.Span[shift..]);
        Assert.That(Reductions.Sum(moved.Pointer + shift, N), Is.EqualTo(Reductions.Sum(x.Pointer, N)));
        Assert.That(Reductions.SumSquares(moved.Pointer + shift, N), Is.EqualTo(Reductions.SumSquares(x.Pointer, N)));
    }

    [Test]
    public void MaximumFindsTheGreatestValueAnywhere([Values(1, 8, 21)] int n)
    {
        for (int at = 0; at < n; at++)
        {
            using NativeArray x = NativeArray.Random(n, 1, -9f, -5f);
            x.Span[at] = -2f;
            Assert.That(Reductions.Maximum(x.Pointer, n), Is.EqualTo(-2f));
            x.Span[at] = float.NaN;
            Assert.That(Reductions.Maximum(x.Pointer, n), Is.NaN);
        }
    }

    [Test]
    public void OneValueThatIsNotFiniteIsFoundAnywhere(
        [Values(float.NaN, float.PositiveInfinity, float.NegativeInfinity)] float bad, [Values(1, 8, 21)] int n)
    {
        for (int at = 0; at < n; at++)
        {
            using NativeArray x = NativeArray.Random(n, 1, -1e38f, 1e38f);
            Assert.That(Reductions.AllFinite(x.Pointer, n), Is.True);
            x.Span[at] = bad;
            Assert.That(Reductions.AllFinite(x.Pointer, n), Is.False);
        }
    }

    [Test]
    public void RowsAreReducedOneByOne()
    {
        using NativeArray x = NativeArray.Random(6 * 14, 1);
        using var sums = new NativeArray(6);
        using var maxima = new NativeArray(6);
        Reductions.RowSums(x.Pointer, 6, 11, 14, sums.Pointer);
        Reductions.RowMaxima(x.Pointer, 6, 11, 14, maxima.Pointer);
        for (int row = 0; row < 6; row++)
        {
            float[] values = x.Span.Slice(row * 14, 11).ToArray();
            Assert.That(sums[row], Is.EqualTo(values.Sum(value => (double)value)).Within(1e-6));
            Assert.That(maxima[row], Is.EqualTo(values.Max()));
        }
    }
}
