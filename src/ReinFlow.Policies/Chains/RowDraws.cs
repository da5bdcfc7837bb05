using System.Buffers;
using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>What was drawn for every row, such as a denoising step; its memory is borrowed.</summary>
internal readonly ref struct RowDraws : IDisposable
{
    private readonly int[] _memory;
    private readonly Span<int> _steps;

    private RowDraws(int rows)
    {
        _memory = ArrayPool<int>.Shared.Rent(rows);
        _steps = _memory.AsSpan(0, rows);
    }

    /// <summary>Gets the drawn numbers, zero-based.</summary>
    public ReadOnlySpan<int> Indices => _steps;

    /// <summary>Draws steps: the angle of two independent normal numbers is uniform.</summary>
    /// <param name="noise">Standard normal numbers, of shape [rows, 2, ...].</param>
    /// <param name="count">The number of steps to draw from.</param>
    /// <returns>The steps.</returns>
    public static RowDraws FromNoise(Tensor noise, int count)
    {
        var drawn = new RowDraws(noise.Shape[0]);
        int size = noise.Shape.ElementCount / (2 * noise.Shape[0]);
        float[] numbers = Copy(noise);
        for (int row = 0; row < drawn._steps.Length; row++)
        {
            drawn._steps[row] = Math.Min((int)(Share(numbers, row, size) * count), count - 1);
        }

        ArrayPool<float>.Shared.Return(numbers);
        return drawn;
    }

    /// <summary>Draws one of several alternatives for every row.</summary>
    /// <param name="noise">Standard normal numbers, of shape [rows, 2, ...].</param>
    /// <param name="logits">The logarithms of their probabilities, up to a constant, of shape [rows, alternatives].</param>
    /// <returns>The alternatives.</returns>
    public static RowDraws FromLogits(Tensor noise, Tensor logits)
    {
        var drawn = new RowDraws(noise.Shape[0]);
        int size = noise.Shape.ElementCount / (2 * noise.Shape[0]);
        float[] numbers = Copy(noise);
        float[] weights = Copy(logits);
        for (int row = 0; row < drawn._steps.Length; row++)
        {
            drawn._steps[row] = Alternative(weights.AsSpan(row * logits.Shape[1], logits.Shape[1]), Share(numbers, row, size));
        }

        ArrayPool<float>.Shared.Return(numbers);
        ArrayPool<float>.Shared.Return(weights);
        return drawn;
    }

    /// <summary>Reads steps as <see cref="Write"/> wrote them.</summary>
    /// <param name="numbers">Numbers of shape [rows, size].</param>
    /// <param name="count">The number of steps that there are.</param>
    /// <returns>The steps.</returns>
    /// <exception cref="ArgumentException">A number is not that of a step.</exception>
    public static RowDraws Read(Tensor numbers, int count)
    {
        var drawn = new RowDraws(numbers.Shape[0]);
        float[] values = Copy(numbers);
        for (int row = 0; row < drawn._steps.Length; row++)
        {
            float number = values[row * numbers.Shape[1]];
            drawn._steps[row] = number >= 0 && number < count
                ? (int)number
                : throw new ArgumentException(
                    $"The second block of a chain holds the drawn step, 0 to {count - 1}, but holds {number}. Give chains that this policy sampled.",
                    nameof(numbers));
        }

        ArrayPool<float>.Shared.Return(values);
        return drawn;
    }

    /// <summary>Writes the steps as numbers.</summary>
    /// <param name="engine">The engine of the tensor.</param>
    /// <param name="size">How often to repeat them.</param>
    /// <returns>The numbers, of shape [rows, size].</returns>
    public Tensor Write(TensorEngine engine, int size)
    {
        float[] numbers = ArrayPool<float>.Shared.Rent(_steps.Length);
        for (int row = 0; row < _steps.Length; row++)
        {
            numbers[row] = _steps[row];
        }

        Tensor written = engine.Zeros([_steps.Length, size]) + engine.FromValues(numbers.AsSpan(0, _steps.Length), [_steps.Length, 1]);
        ArrayPool<float>.Shared.Return(numbers);
        return written;
    }

    /// <summary>Takes one of two rows: the first, or the second where the step is the drawn one.</summary>
    public Tensor Choose(Tensor others, Tensor drawn, int step)
    {
        int rows = _steps.Length;
        using var indices = new RowDraws(rows);
        for (int row = 0; row < rows; row++)
        {
            indices._steps[row] = _steps[row] == step ? rows + row : row;
        }

        return others.Engine.GatherRows(others.Engine.Concatenate(0, others, drawn), indices._steps);
    }

    /// <summary>Takes every row's entry at its drawn step, or one after it.</summary>
    /// <param name="entries">The entries, of shape [rows, count, size].</param>
    /// <param name="offset">0 or 1.</param>
    /// <returns>The entries, of shape [rows, size].</returns>
    public Tensor Pick(Tensor entries, int offset)
    {
        (int count, int size) = (entries.Shape[1], entries.Shape[2]);
        using var indices = new RowDraws(_steps.Length);
        for (int row = 0; row < _steps.Length; row++)
        {
            indices._steps[row] = (row * count) + _steps[row] + offset;
        }

        return entries.Engine.GatherRows(entries.Reshape([_steps.Length * count, size]), indices._steps);
    }

    public void Dispose() => ArrayPool<int>.Shared.Return(_memory);

    private static double Share(float[] numbers, int row, int size) =>
        (Math.Atan2(numbers[2 * row * size], numbers[((2 * row) + 1) * size]) / Math.Tau) + 0.5;

    private static int Alternative(ReadOnlySpan<float> logits, double share)
    {
        float largest = logits[0];
        foreach (float logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - largest);
        }

        double rest = share * sum;
        for (int i = 0; i < logits.Length - 1; i++)
        {
            rest -= Math.Exp(logits[i] - largest);
            if (rest < 0)
            {
                return i;
            }
        }

        return logits.Length - 1;
    }

    private static float[] Copy(Tensor tensor)
    {
        float[] values = ArrayPool<float>.Shared.Rent(tensor.Shape.ElementCount);
        tensor.CopyTo(values.AsSpan(0, tensor.Shape.ElementCount));
        return values;
    }
}
