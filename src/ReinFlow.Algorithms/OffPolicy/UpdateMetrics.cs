using ReinFlow.FineTuning;

namespace ReinFlow.Algorithms;

/// <summary>Means of what the updates of an iteration measured; a number that is not finite stops the run.</summary>
public sealed class UpdateMetrics
{
    private readonly string[] _names;
    private readonly double[] _sums;
    private readonly int[] _counts;

    /// <summary>Initializes a new instance of the <see cref="UpdateMetrics"/> class.</summary>
    /// <param name="names">The names of the metrics.</param>
    public UpdateMetrics(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _names = [.. names];
        _sums = new double[_names.Length];
        _counts = new int[_names.Length];
    }

    /// <summary>Adds one measurement; an update may leave out what it does not measure.</summary>
    /// <param name="index">The index of the metric's name.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="TrainingDivergedException">The value is not finite.</exception>
    public void Add(int index, double value)
    {
        if (!double.IsFinite(value))
        {
            throw new TrainingDivergedException(
                $"The metric {_names[index]} of an update is {value}. Lower the learning rates, scale the rewards down or set a maximum gradient norm.");
        }

        _sums[index] += value;
        _counts[index]++;
    }

    /// <summary>Gets the means since the last call and begins anew.</summary>
    /// <returns>One value per name; not a number where nothing was measured.</returns>
    public IReadOnlyList<Metric> Take()
    {
        var means = new Metric[_names.Length];
        for (int i = 0; i < means.Length; i++)
        {
            means[i] = new Metric(_names[i], _sums[i] / _counts[i]);
        }

        Array.Clear(_sums);
        Array.Clear(_counts);
        return means;
    }
}
