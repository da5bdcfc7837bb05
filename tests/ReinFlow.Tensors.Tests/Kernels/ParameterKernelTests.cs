using ReinFlow.Tensors.Cpu;

namespace ReinFlow.Tensors.Tests.Kernels;

[TestFixtureSource(typeof(SupportedInstructionSets))]
internal sealed unsafe class ParameterKernelTests(InstructionSet instructionSet)
{
    private readonly KernelSet _kernels = KernelSet.For(instructionSet);

    [Test]
    public void AdamWFollowsItsDefinitionOverManySteps([Values(1, 16, 45)] int n, [Values(0.0, 0.01)] double weightDecay)
    {
        const double Beta1 = 0.9;
        const double Beta2 = 0.999;
        using NativeArray theta = NativeArray.Random(n, 1);
        using var m = new NativeArray(n);
        using var v = new NativeArray(n);
        double[] expected = [.. theta.Span.ToArray().Select(value => (double)value)];
        double[] first = new double[n];
        double[] second = new double[n];
        for (int step = 1; step <= 40; step++)
        {
            using NativeArray gradient = NativeArray.Random(n, 100 + step);
            double correction1 = 1 - Math.Pow(Beta1, step);
            double correction2 = Math.Sqrt(1 - Math.Pow(Beta2, step));
            _kernels.AdamW(theta.Pointer, m.Pointer, v.Pointer, gradient.Pointer, n, new AdamWStep
            {
                LearningRate = 1e-2,
                Beta1 = Beta1,
                Beta2 = Beta2,
                Epsilon = 1e-8,
                WeightDecay = weightDecay,
                BiasCorrection1 = correction1,
                BiasCorrection2Sqrt = correction2,
                GradientScale = 0.5f,
            });
            for (int i = 0; i < n; i++)
            {
                double g = 0.5 * gradient[i];
                expected[i] *= 1 - (1e-2 * weightDecay);
                first[i] = (Beta1 * first[i]) + ((1 - Beta1) * g);
                second[i] = (Beta2 * second[i]) + ((1 - Beta2) * g * g);
                expected[i] -= 1e-2 * (first[i] / correction1) / ((Math.Sqrt(second[i]) / correction2) + 1e-8);
            }
        }

        for (int i = 0; i < n; i++)
        {
            Check.Close(theta[i], expected[i], 2e-6, i);
            Check.Close(m[i], first[i], 1e-7, i);
            Check.Close(v[i], second[i], 1e-8, i);
        }

        Assert.That(theta.BordersAreIntact && m.BordersAreIntact && v.BordersAreIntact);
    }

    [Test]
    public void ColumnSumsAreAddedToWhatIsThere([Values(1, 31, 33, 513)] int rows, [Values(1, 12, 16, 39)] int columns)
    {
        int leading = columns + 3;
        using NativeArray x = NativeArray.Random(rows * leading, 1, 0f, 1f);
        using NativeArray start = NativeArray.Random(columns, 2);
        using NativeArray sums = start.Copy();
        _kernels.ColumnSumAccumulate(x.Pointer, rows, columns, leading, sums.Pointer);
        for (int column = 0; column < columns; column++)
        {
            double expected = start[column];
            for (int row = 0; row < rows; row++)
            {
                expected += x[(row * leading) + column];
            }

            Check.Close(sums[column], expected, 3e-7 * (Math.Abs(expected) + 1), column);
        }

        Assert.That(sums.BordersAreIntact);
    }

    [Test]
    public void AnInstructionSetThatDoesNotExistIsRefusedWithTheBestOneNamed() =>
        Assert.That(
            () => KernelSet.For((InstructionSet)99),
            Throws.TypeOf<PlatformNotSupportedException>().With.Message.Contains(InstructionSets.Best.ToString()));
}
