using ReinFlow.Tensors.Cpu;

namespace ReinFlow.Tensors.Tests.Kernels;

[TestFixtureSource(typeof(SupportedInstructionSets))]
internal sealed unsafe class ElementwiseTests(InstructionSet instructionSet)
{
    private readonly KernelSet _kernels = KernelSet.For(instructionSet);

    [Test]
    public void ArraysAreCombinedElementByElement([Values] BinaryOperation operation, [Values(0, 1, 5, 16, 33, 1000)] int n)
    {
        using NativeArray x = NativeArray.Random(n, 1, -2f, -0.5f);
        using NativeArray y = NativeArray.Random(n, 2, 0.5f, 2f);
        using var result = new NativeArray(n);
        _kernels.Combine(operation, x.Pointer, y.Pointer, result.Pointer, n);
        AssertEach(result, n, i => Exact(operation, x[i], y[i]));
    }

    [Test]
    public void AScalarIsCombinedWithEveryElement([Values] BinaryOperation operation, [Values(1, 16, 37)] int n)
    {
        using NativeArray x = NativeArray.Random(n, 1, 0.5f, 2f);
        using var result = new NativeArray(n);
        _kernels.CombineScalar(operation, x.Pointer, 1.25f, result.Pointer, n);
        AssertEach(result, n, i => Exact(operation, x[i], 1.25f));
    }

    [Test]
    public void ARowIsCombinedWithEveryRow(
        [Values] BinaryOperation operation, [Values(1, 3, 40)] int rows, [Values(1, 12, 16, 39)] int columns)
    {
        using NativeArray x = NativeArray.Random(rows * columns, 1, 0.5f, 2f);
        using NativeArray v = NativeArray.Random(columns, 2, 0.5f, 2f);
        using var result = new NativeArray(rows * columns);
        _kernels.CombineRow(operation, x.Pointer, v.Pointer, result.Pointer, rows, columns);
        AssertEach(result, rows * columns, i => Exact(operation, x[i], v[i % columns]));
    }

    [Test]
    public void AColumnIsCombinedWithEveryColumn(
        [Values] BinaryOperation operation, [Values(1, 3, 40)] int rows, [Values(1, 12, 16, 39)] int columns)
    {
        using NativeArray x = NativeArray.Random(rows * columns, 1, 0.5f, 2f);
        using NativeArray s = NativeArray.Random(rows, 2, 0.5f, 2f);
        using var result = new NativeArray(rows * columns);
        _kernels.CombineColumn(operation, x.Pointer, s.Pointer, result.Pointer, rows, columns);
        AssertEach(result, rows * columns, i => Exact(operation, x[i], s[i / columns]));
    }

    [Test]
    public void TheDestinationMayBeEitherSource([Values] BinaryOperation operation)
    {
        const int N = 45;
        using NativeArray x = NativeArray.Random(N, 1, 0.5f, 2f);
        using NativeArray y = NativeArray.Random(N, 2, 0.5f, 2f);
        using NativeArray first = x.Copy();
        using NativeArray second = y.Copy();
        _kernels.Combine(operation, first.Pointer, y.Pointer, first.Pointer, N);
        _kernels.Combine(operation, x.Pointer, second.Pointer, second.Pointer, N);
        AssertEach(first, N, i => Exact(operation, x[i], y[i]));
        AssertEach(second, N, i => Exact(operation, x[i], y[i]));
    }

    [Test]
    public void ExtremesAndClampsKeepNotANumber(
        [Values(BinaryOperation.Minimum, BinaryOperation.Maximum)] BinaryOperation operation, [Values(1, 16, 20)] int n)
    {
        using NativeArray x = NativeArray.Random(n, 1);
        using NativeArray y = NativeArray.Random(n, 2);
        using var result = new NativeArray(n);
        x.Span[n - 1] = float.NaN;
        _kernels.Combine(operation, x.Pointer, y.Pointer, result.Pointer, n);
        Assert.That(result[n - 1], Is.NaN);
        _kernels.Combine(operation, y.Pointer, x.Pointer, result.Pointer, n);
        Assert.That(result[n - 1], Is.NaN);
        _kernels.Clamp(x.Pointer, -1f, 1f, result.Pointer, n);
        Assert.That(result[n - 1], Is.NaN);
    }

    [Test]
    public void ClampMovesValuesIntoTheRange([Values(1, 16, 50)] int n)
    {
        using NativeArray x = NativeArray.Random(n, 1, -3f, 3f);
        using var result = new NativeArray(n);
        _kernels.Clamp(x.Pointer, -1f, 0.5f, result.Pointer, n);
        AssertEach(result, n, i => Math.Clamp(x[i], -1f, 0.5f));
    }

    [Test]
    public void MultiplyAddAddsAMultiple([Values(1, 16, 50)] int n)
    {
        using NativeArray start = NativeArray.Random(n, 1);
        using NativeArray x = NativeArray.Random(n, 2);
        using NativeArray sum = start.Copy();
        _kernels.MultiplyAdd(sum.Pointer, x.Pointer, -0.7f, n);
        AssertEach(sum, n, i => start[i] + (-0.7f * (double)x[i]));
    }

    [Test]
    public void LerpMovesTheAverageTowardsTheValue([Values(1, 16, 50)] int n)
    {
        using NativeArray start = NativeArray.Random(n, 1);
        using NativeArray theta = NativeArray.Random(n, 2);
        using NativeArray average = start.Copy();
        _kernels.Lerp(average.Pointer, theta.Pointer, 0.995, n);
        AssertEach(average, n, i => (0.995 * start[i]) + (0.005 * theta[i]));
    }

    [Test]
    public void FillAndCopyReachExactlyTheirRange()
    {
        using var filled = new NativeArray(21);
        using var copied = new NativeArray(21);
        KernelSet.Fill(filled.Pointer, 1.5f, 21);
        KernelSet.Copy(filled.Pointer, copied.Pointer, 20);
        Assert.That(filled.Span.IndexOfAnyExcept(1.5f), Is.EqualTo(-1));
        Assert.That(copied.Span.IndexOfAnyExcept(1.5f), Is.EqualTo(20));
        Assert.That(filled.BordersAreIntact && copied.BordersAreIntact);
    }

    [Test]
    public void CopyBlockMovesAPartOfAMatrix()
    {
        using NativeArray source = NativeArray.Random(5 * 7, 1);
        using var destination = new NativeArray(4 * 9);
        KernelSet.CopyBlock(source.Pointer + 2, 7, destination.Pointer + 3, 9, 4, 5);
        AssertEach(destination, 4 * 9, i => i % 9 is >= 3 and < 8 ? source[(i / 9 * 7) + (i % 9) - 1] : 0);
    }

    private static double Exact(BinaryOperation operation, double x, double y) => operation switch
    {
        BinaryOperation.Add => x + y,
        BinaryOperation.Subtract => x - y,
        BinaryOperation.Multiply => x * y,
        BinaryOperation.Divide => x / y,
        BinaryOperation.Minimum => Math.Min(x, y),
        BinaryOperation.Maximum => Math.Max(x, y),
        BinaryOperation.ReversedSubtract => y - x,
        BinaryOperation.ReversedDivide => y / x,
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    private static void AssertEach(NativeArray actual, int n, Func<int, double> expected)
    {
        for (int i = 0; i < n; i++)
        {
            Check.Close(actual[i], expected(i), 2.5e-7, i);
        }

        Assert.That(actual.BordersAreIntact);
    }
}
