using ReinFlow.Tensors.Cpu;

namespace ReinFlow.Tensors.Tests.Kernels;

[TestFixtureSource(typeof(SupportedInstructionSets))]
internal sealed unsafe class LayerNormTests(InstructionSet instructionSet)
{
    private const int Rows = 3;
    private const float Epsilon = 1e-5f;
    private readonly KernelSet _kernels = KernelSet.For(instructionSet);

    [Test]
    public void RowsAreNormalised([Values(1, 5, 16, 39, 512)] int columns, [Values] bool affine)
    {
        using NativeArray x = NativeArray.Random(Rows * columns, 1, 99f, 101f);
        using NativeArray gain = NativeArray.Random(columns, 2);
        using NativeArray bias = NativeArray.Random(columns, 3);
        using var y = new NativeArray(Rows * columns);
        using var mean = new NativeArray(Rows);
        using var inverseStd = new NativeArray(Rows);
        _kernels.LayerNorm(
            x.Pointer, affine ? gain.Pointer : null, affine ? bias.Pointer : null, y.Pointer, mean.Pointer, inverseStd.Pointer,
            Rows, columns, Epsilon);
        for (int i = 0; i < Rows * columns; i++)
        {
            double[] normal = Normalised(Row(x, i / columns, columns));
            double expected = affine ? (normal[i % columns] * gain[i % columns]) + bias[i % columns] : normal[i % columns];
            Check.Close(y[i], expected, 4e-5, i);
        }

        Assert.That(y.BordersAreIntact);
    }

    [Test]
    public void GradientsAgreeWithFiniteDifferences([Values(2, 5, 16, 39)] int columns, [Values] bool affine)
    {
        using NativeArray x = NativeArray.Random(Rows * columns, 1);
        using NativeArray gain = NativeArray.Random(columns, 2);
        using NativeArray dy = NativeArray.Random(Rows * columns, 3);
        using NativeArray start = NativeArray.Random(Rows * columns, 4);
        using NativeArray dx = start.Copy();
        using var dGain = new NativeArray(columns);
        using var dBias = new NativeArray(columns);
        using var y = new NativeArray(Rows * columns);
        using var mean = new NativeArray(Rows);
        using var inverseStd = new NativeArray(Rows);
        float* factors = affine ? gain.Pointer : null;
        _kernels.LayerNorm(x.Pointer, factors, null, y.Pointer, mean.Pointer, inverseStd.Pointer, Rows, columns, Epsilon);
        var gradient = new LayerNormGradient
        {
            Rows = Rows,
            Columns = columns,
            X = x.Pointer,
            Gain = factors,
            Mean = mean.Pointer,
            InverseStd = inverseStd.Pointer,
            Dy = dy.Pointer,
            Dx = dx.Pointer,
            DGain = affine ? dGain.Pointer : null,
            DBias = affine ? dBias.Pointer : null,
        };
        _kernels.LayerNormBackward(gradient, accumulate: true);
        for (int i = 0; i < Rows * columns; i++)
        {
            double[] g = [.. Row(dy, i / columns, columns).Select((value, column) => affine ? value * gain[column] : value)];
            double slope = Slope(Row(x, i / columns, columns), g, i % columns);
            Check.Close(dx[i], start[i] + slope, 2e-5 * Math.Max(1, inverseStd[i / columns]), i);
        }

        for (int column = 0; column < columns && affine; column++)
        {
            int c = column;
            Check.Close(dBias[c], Enumerable.Range(0, Rows).Sum(row => (double)dy[(row * columns) + c]), 1e-6, c);
            double expected = Enumerable.Range(0, Rows)
                .Sum(row => dy[(row * columns) + c] * Normalised(Row(x, row, columns))[c]);
            Check.Close(dGain[c], expected, 1e-5, c);
        }
    }

    private static double Slope(double[] x, double[] g, int index)
    {
        const double Step = 1e-6;
        double[] up = [.. x];
        double[] down = [.. x];
        up[index] += Step;
        down[index] -= Step;
        return Normalised(up).Zip(Normalised(down), (a, b) => a - b).Zip(g, (difference, factor) => difference * factor).Sum() / (2 * Step);
    }

    private static double[] Normalised(double[] row)
    {
        double mean = row.Average();
        double variance = row.Average(value => (value - mean) * (value - mean));
        return [.. row.Select(value => (value - mean) / Math.Sqrt(variance + Epsilon))];
    }

    private static double[] Row(NativeArray x, int row, int columns) =>
        [.. x.Span.Slice(row * columns, columns).ToArray().Select(value => (double)value)];
}
