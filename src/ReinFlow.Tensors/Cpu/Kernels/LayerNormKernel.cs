using System.Runtime.CompilerServices;

namespace ReinFlow.Tensors.Cpu;

/// <summary>Layer normalisation of the rows of a matrix.</summary>
/// <typeparam name="TSimd">The instruction set.</typeparam>
/// <typeparam name="TVector">Its vector type.</typeparam>
internal static unsafe class LayerNormKernel<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public static void Forward(
        float* x, float* gain, float* bias, float* y, float* mean, float* inverseStd, int rows, int columns, float epsilon)
    {
        for (int row = 0; row < rows; row++)
        {
            long offset = (long)row * columns;
            float centre = SumPowers(x + offset, columns, 0f, squared: false) / columns;
            float variance = SumPowers(x + offset, columns, centre, squared: true) / columns;
            mean[row] = centre;
            inverseStd[row] = 1f / MathF.Sqrt(variance + epsilon);
            Normalise(x + offset, gain, bias, y + offset, centre, inverseStd[row], columns);
        }
    }

    /// <summary>Writes or adds dx, and adds to the gradients of gain and bias, each of which may be null.</summary>
    public static void Backward(LayerNormGradient gradient, bool accumulate)
    {
        for (int row = 0; row < gradient.Rows; row++)
        {
            BackwardRow(gradient.Row(row), accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float SumPowers(float* x, int columns, float centre, bool squared)
    {
        TVector shift = TSimd.Create(centre);
        TVector even = TSimd.Zero;
        TVector odd = TSimd.Zero;
        int i = 0;
        for (; i <= columns - (2 * TSimd.Count); i += 2 * TSimd.Count)
        {
            TVector a = TSimd.Subtract(TSimd.Load(x + i), shift);
            TVector b = TSimd.Subtract(TSimd.Load(x + i + TSimd.Count), shift);
            even = squared ? TSimd.MultiplyAdd(a, a, even) : TSimd.Add(even, a);
            odd = squared ? TSimd.MultiplyAdd(b, b, odd) : TSimd.Add(odd, b);
        }

        float rest = 0f;
        for (; i < columns; i++)
        {
            float value = x[i] - centre;
            rest += squared ? value * value : value;
        }

        return TSimd.Sum(TSimd.Add(even, odd)) + rest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Normalise(float* x, float* gain, float* bias, float* y, float mean, float inverseStd, int columns)
    {
        TVector centre = TSimd.Create(mean);
        TVector factor = TSimd.Create(inverseStd);
        for (int i = 0; i < columns; i += TSimd.Count)
        {
            int count = Math.Min(TSimd.Count, columns - i);
            TVector value = TSimd.Multiply(TSimd.Subtract(Load(x + i, count), centre), factor);
            value = gain != null ? TSimd.Multiply(value, Load(gain + i, count)) : value;
            value = bias != null ? TSimd.Add(value, Load(bias + i, count)) : value;
            Store(value, y + i, count);
        }
    }

    // With h the normalised row and g = dy·gain: dx = (g − mean(g) − h·mean(g·h)) / std.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardRow(LayerNormGradient row, bool accumulate)
    {
        TVector centre = TSimd.Create(*row.Mean);
        TVector factor = TSimd.Create(*row.InverseStd);
        TVector sum = TSimd.Zero;
        TVector projected = TSimd.Zero;
        for (int i = 0; i < row.Columns; i += TSimd.Count)
        {
            int count = Math.Min(TSimd.Count, row.Columns - i);
            TVector dy = Load(row.Dy + i, count);
            TVector normal = TSimd.Multiply(TSimd.Subtract(Load(row.X + i, count), centre), factor);
            AddTo(row.DGain, i, count, TSimd.Multiply(dy, normal));
            AddTo(row.DBias, i, count, dy);
            TVector g = row.Gain != null ? TSimd.Multiply(dy, Load(row.Gain + i, count)) : dy;
            sum = TSimd.Add(sum, g);
            projected = TSimd.MultiplyAdd(g, normal, projected);
        }

        TVector meanG = TSimd.Create(TSimd.Sum(sum) / row.Columns);
        TVector meanGH = TSimd.Create(TSimd.Sum(projected) / row.Columns);
        for (int i = 0; i < row.Columns; i += TSimd.Count)
        {
            int count = Math.Min(TSimd.Count, row.Columns - i);
            TVector dy = Load(row.Dy + i, count);
            TVector normal = TSimd.Multiply(TSimd.Subtract(Load(row.X + i, count), centre), factor);
            TVector g = row.Gain != null ? TSimd.Multiply(dy, Load(row.Gain + i, count)) : dy;
            TVector dx = TSimd.MultiplyAdd(TSimd.Negate(normal), meanGH, TSimd.Subtract(g, meanG));
            dx = TSimd.Multiply(dx, factor);
            Store(accumulate ? TSimd.Add(dx, Load(row.Dx + i, count)) : dx, row.Dx + i, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(float* sums, int index, int count, TVector value)
    {
        if (sums != null)
        {
            Store(TSimd.Add(Load(sums + index, count), value), sums + index, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load(float* source, int count) =>
        count == TSimd.Count ? TSimd.Load(source) : TSimd.Load(source, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector value, float* destination, int count)
    {
        if (count == TSimd.Count)
        {
            TSimd.Store(value, destination);
        }
        else
        {
            TSimd.Store(value, destination, count);
        }
    }
}
