using ReinFlow.FineTuning;

namespace ReinFlow.Algorithms;

/// <summary>Means of what the updates of an iteration measured; a number that is not finite stops the run.</summary>
public sealed class UpdateMetrics
{
    private readonly string[] _names;
    private readonly double[] _sums;
    private readonly int[] _counts;
    private readonly string _cure;
    private long _update;

    /// <summary>Initializes a new instance of the <see cref="UpdateMetrics"/> class.</summary>
    /// <param name="names">The names of the metrics.</param>
    /// <param name="cure">What helps against a number that is not finite, as sentences, or <see langword="null"/> for what helps everywhere.</param>
    public UpdateMetrics(IReadOnlyList<string> names, string? cure = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        _cure = cure ?? "Lower the learning rates or scale the rewards down.";
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
                $"The {_names[index]} of update {_update + 1} is {value}. {_cure}");
        }

        _sums[index] += value;
        _counts[index]++;
    }

    /// <summary>Notes which update is measured next, for messages.</summary>
    /// <param name="update">The number of updates before it in the run.</param>
    internal void Begin(long update) => _update = update;

    /// <summary>Gets or sets what has been measured since the last <see cref="Take"/>, or <see langword="null"/> if nothing has.</summary>
    /// <exception cref="ArgumentException">Other metrics are set.</exception>
    internal UpdateMetricsRecord? State
    {
        get => Array.TrueForAll(_counts, count => count == 0) ? null : new UpdateMetricsRecord([.. _sums], [.. _counts]);

        set
        {
            Array.Clear(_sums);
            Array.Clear(_counts);
            if (value is null)
            {
                return;
            }

            if (value.Sums.Count != _sums.Length || value.Counts.Count != _counts.Length)
            {
                throw new ArgumentException(
                    $"The saved run measures {value.Sums.Count} numbers per update, this algorithm {_sums.Length}. Resume with the algorithm of the saved run.");
            }

            for (int i = 0; i < _sums.Length; i++)
            {
                (_sums[i], _counts[i]) = (value.Sums[i], value.Counts[i]);
            }
        }
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
