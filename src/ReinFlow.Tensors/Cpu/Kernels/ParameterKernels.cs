using System.Runtime.CompilerServices;

namespace ReinFlow.Tensors.Cpu;

/// <summary>Passes over the flat buffers of parameters and gradients.</summary>
/// <typeparam name="TSimd">The instruction set.</typeparam>
/// <typeparam name="TVector">Its vector type.</typeparam>
internal static unsafe class ParameterKernels<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AdamW(float* theta, float* m, float* v, float* gradient, long n, in AdamWStep step)
    {
        var constants = new AdamWConstants(step);
        long i = 0;
        for (; i <= n - TSimd.Count; i += TSimd.Count)
        {
            TVector first = TSimd.Load(m + i);
            TVector second = TSimd.Load(v + i);
            TVector updated = constants.Update(TSimd.Load(theta + i), ref first, ref second, TSimd.Load(gradient + i));
            TSimd.Store(first, m + i);
            TSimd.Store(second, v + i);
            TSimd.Store(updated, theta + i);
        }

        int rest = (int)(n - i);
        if (rest > 0)
        {
            TVector first = TSimd.Load(m + i, rest);
            TVector second = TSimd.Load(v + i, rest);
            TVector updated = constants.Update(
                TSimd.Load(theta + i, rest), ref first, ref second, TSimd.Load(gradient + i, rest));
            TSimd.Store(first, m + i, rest);
            TSimd.Store(second, v + i, rest);
            TSimd.Store(updated, theta + i, rest);
        }
    }

    /// <summary>average ← decay·average + (1 − decay)·theta.</summary>
    public static void Lerp(float* average, float* theta, double decay, long n) =>
        ElementMaps<TSimd, TVector>.Map(new LerpMap((float)(1 - decay)), average, theta, average, n);

    /// <summary>sum ← sum + factor·x.</summary>
    public static void MultiplyAdd(float* sum, float* x, float factor, long n) =>
        ElementMaps<TSimd, TVector>.Map(new MultiplyAddMap(factor), sum, x, sum, n);

    public static void Clamp(float* x, float low, float high, float* destination, long n) =>
        ElementMaps<TSimd, TVector>.Map(new ClampMap(low, high), x, destination, n);

    /// <summary>Adds the sum of each column of x[rows, columns].</summary>
    /// <remarks>Blocks of rows are summed first, which keeps the rounding error near the square root of the row count.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ColumnSumAccumulate(float* x, int rows, int columns, int leading, float* destination)
    {
        const int BlockRows = 32;
        for (int start = 0; start < rows; start += BlockRows)
        {
            int end = Math.Min(rows, start + BlockRows);
            int column = 0;
            for (; column <= columns - TSimd.Count; column += TSimd.Count)
            {
                TVector sum = TSimd.Zero;
                for (int row = start; row < end; row++)
                {
                    sum = TSimd.Add(sum, TSimd.Load(x + ((long)row * leading) + column));
                }

                TSimd.Store(TSimd.Add(TSimd.Load(destination + column), sum), destination + column);
            }

            int rest = columns - column;
            if (rest > 0)
            {
                TVector sum = TSimd.Zero;
                for (int row = start; row < end; row++)
                {
                    sum = TSimd.Add(sum, TSimd.Load(x + ((long)row * leading) + column, rest));
                }

                TSimd.Store(TSimd.Add(TSimd.Load(destination + column, rest), sum), destination + column, rest);
            }
        }
    }

    private readonly struct LerpMap(float weight) : IMap2<TVector>
    {
        private readonly TVector _weight = TSimd.Create(weight);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x, TVector y) => TSimd.MultiplyAdd(_weight, TSimd.Subtract(y, x), x);
    }

    private readonly struct MultiplyAddMap(float factor) : IMap2<TVector>
    {
        private readonly TVector _factor = TSimd.Create(factor);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x, TVector y) => TSimd.MultiplyAdd(_factor, y, x);
    }

    private readonly struct ClampMap(float low, float high) : IMap1<TVector>
    {
        private readonly TVector _low = TSimd.Create(low);
        private readonly TVector _high = TSimd.Create(high);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x) => TSimd.Clamp(x, _low, _high);
    }

    // PyTorch's order of operations, each scalar rounded to float once.
    private readonly struct AdamWConstants(AdamWStep step)
    {
        private readonly TVector _keep = TSimd.Create((float)(1 - (step.LearningRate * step.WeightDecay)));
        private readonly TVector _firstWeight = TSimd.Create((float)(1 - step.Beta1));
        private readonly TVector _secondDecay = TSimd.Create((float)step.Beta2);
        private readonly TVector _secondWeight = TSimd.Create((float)(1 - step.Beta2));
        private readonly TVector _correction = TSimd.Create((float)step.BiasCorrection2Sqrt);
        private readonly TVector _epsilon = TSimd.Create((float)step.Epsilon);
        private readonly TVector _stepSize = TSimd.Create((float)(-step.LearningRate / step.BiasCorrection1));
        private readonly TVector _scale = TSimd.Create(step.GradientScale);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Update(TVector theta, ref TVector first, ref TVector second, TVector gradient)
        {
            gradient = TSimd.Multiply(gradient, _scale);
            first = TSimd.MultiplyAdd(_firstWeight, TSimd.Subtract(gradient, first), first);
            TVector squared = TSimd.Multiply(TSimd.Multiply(gradient, gradient), _secondWeight);
            second = TSimd.MultiplyAdd(second, _secondDecay, squared);
            TVector denominator = TSimd.Add(TSimd.Divide(TSimd.SquareRoot(second), _correction), _epsilon);
            return TSimd.MultiplyAdd(_stepSize, TSimd.Divide(first, denominator), TSimd.Multiply(theta, _keep));
        }
    }
}
