using ReinFlow.Tensors.Cpu;

namespace ReinFlow.Tensors.Tests.Kernels;

[TestFixtureSource(typeof(SupportedInstructionSets))]
internal sealed class MatrixProductTests(InstructionSet instructionSet)
{
    private readonly KernelSet _kernels = KernelSet.For(instructionSet);

    [Test]
    public void EverySmallShapeAgreesWithPlainLoops([Range(1, 70)] int size)
    {
        var random = new Random(size);
        (int M, int N, int K)[] shapes =
        [
            (size, random.Next(1, 71), random.Next(1, 71)),
            (random.Next(1, 71), size, random.Next(1, 71)),
            (random.Next(1, 71), random.Next(1, 71), size),
        ];
        foreach ((int m, int n, int k) in shapes)
        {
            for (int options = 0; options < 32; options++)
            {
                using var product = new MatrixProductCase(m, n, k, size)
                {
                    TransposedA = (options & 1) != 0,
                    TransposedB = (options & 2) != 0,
                    Accumulate = (options & 4) != 0,
                    WithBias = (options & 8) != 0,
                    WithPreActivation = (options & 16) != 0,
                    Activation = (options & 16) != 0 ? ActivationKind.Mish : (ActivationKind)(options & 1),
                };
                product.Run(_kernels);
                product.AssertCorrect();
            }
        }
    }

    [TestCase(40, 512, 39)]
    [TestCase(40, 512, 512)]
    [TestCase(13, 12, 512)]
    [TestCase(128, 256, 11)]
    [TestCase(70, 1, 256)]
    [TestCase(3, 1, 1100)]
    [TestCase(5, 33, 1030)]
    [TestCase(60, 40, 1537)]
    public void ShapesOfRealNetworksAgreeWithPlainLoops(int m, int n, int k)
    {
        foreach (bool transposed in new[] { false, true })
        {
            using var product = new MatrixProductCase(m, n, k, seed: 5)
            {
                TransposedA = transposed,
                TransposedB = !transposed,
                Accumulate = transposed,
                WithBias = true,
                Activation = ActivationKind.Tanh,
                WithPreActivation = true,
            };
            product.Run(_kernels);
            product.AssertCorrect();
        }
    }

    [Test]
    public void EveryActivationIsAppliedToFinishedSums([Values] ActivationKind activation, [Values(1, 27, 600)] int k)
    {
        using var product = new MatrixProductCase(14, 37, k, seed: 8) { WithBias = true, Activation = activation };
        product.Run(_kernels);
        product.AssertCorrect();
    }

    [Test]
    public void AnEmptyContractionLeavesBiasAndActivation()
    {
        using var product = new MatrixProductCase(7, 9, 0, seed: 8) { WithBias = true, Activation = ActivationKind.ELU };
        product.Run(_kernels);
        product.AssertCorrect();
    }

    [TestCase(53, 70, 39, ActivationKind.Mish)]
    [TestCase(50, 12, 600, ActivationKind.Tanh)]
    [TestCase(70, 1, 700, ActivationKind.ReLU)]
    [TestCase(49, 160, 39, ActivationKind.Identity)]
    [TestCase(49, 300, 600, ActivationKind.ReLU)]
    public void BitsOfARowDoNotDependOnTheRowsAroundIt(int m, int n, int k, ActivationKind activation)
    {
        for (int options = 0; options < 4; options++)
        {
            (bool transposed, bool withStart) = ((options & 1) != 0, (options & 2) != 0);
            using MatrixProductCase whole = SameCase(m, n, k, activation, transposed, withStart);
            whole.Run(_kernels);
            whole.AssertCorrect();
            foreach (int rows in new[] { 1, 2, 3, 5, 7, 11, 12, 30 })
            {
                using MatrixProductCase parts = SameCase(m, n, k, activation, transposed, withStart);
                for (int row = 0; row < m; row += rows)
                {
                    parts.Run(_kernels, row, Math.Min(rows, m - row));
                }

                Assert.That(parts.C.Span.SequenceEqual(whole.C.Span), $"in blocks of {rows} rows, A transposed: {transposed}, start: {withStart}");
            }
        }
    }

    [Test]
    public void PackedSizeNeverExceedsWholePanels([Values(1, 2, 12, 16, 17, 33, 512)] int n)
    {
        long whole = 39L * (n + _kernels.PanelWidth - 1) / _kernels.PanelWidth * _kernels.PanelWidth;
        Assert.That(_kernels.PackedSize(39, n), Is.GreaterThanOrEqualTo(39L * n).And.LessThanOrEqualTo(whole + (39 * _kernels.PanelWidth)));
    }

    private static MatrixProductCase SameCase(int m, int n, int k, ActivationKind activation, bool transposed, bool withStart) => new(m, n, k, seed: 3)
    {
        TransposedA = transposed,
        TransposedB = true,
        Accumulate = transposed,
        WithStart = withStart,
        WithBias = true,
        Activation = activation,
    };
}
