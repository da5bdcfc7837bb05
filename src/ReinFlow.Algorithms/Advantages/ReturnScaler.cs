namespace ReinFlow.Algorithms;

/// <summary>Divides rewards by the running standard deviation of the discounted return, so that values have a scale near 1.</summary>
/// <remarks>
/// The return grows backwards in time, G ← r + γ G, and starts anew with every episode, however the last one ended. The mean is
/// not subtracted, and the scaled reward is limited to ±10. As the official running reward scaling, except that an episode's
/// end on the last decision of a rollout also ends its return.
/// </remarks>
public sealed class ReturnScaler
{
    private const double Limit = 10.0;
    private const double Epsilon = 1e-8;

    private readonly double _discount;
    private readonly double[] _returns;
    private double _mean;
    private double _variance = 1.0;
    private double _count = 1e-4;

    /// <summary>Initializes a new instance of the <see cref="ReturnScaler"/> class.</summary>
    /// <param name="environments">The number of environments E.</param>
    /// <param name="discount">The discount γ, in [0, 1].</param>
    public ReturnScaler(int environments, double discount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(environments);
        ArgumentOutOfRangeException.ThrowIfNegative(discount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(discount, 1.0);

        _returns = new double[environments];
        _discount = discount;
    }

    /// <summary>Gets or sets the running moments and the returns of the running episodes.</summary>
    /// <exception cref="ArgumentException">The state belongs to another number of environments.</exception>
    public ReturnScalerState State
    {
        get => new(_mean, _variance, _count, [.. _returns]);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Returns.Length != _returns.Length)
            {
                throw new ArgumentException(
                    $"The state of the return scaler is that of {value.Returns.Length} environments, but the run has {_returns.Length}. " +
                    "Resume with the number of environments of the saved run.",
                    nameof(value));
            }

            (_mean, _variance, _count) = (value.Mean, value.Variance, value.Count);
            value.Returns.CopyTo(_returns, 0);
        }
    }

    /// <summary>Adds the returns of a rollout to the moments and scales its rewards with the result.</summary>
    /// <param name="rewards">The rewards, of shape [T, E].</param>
    /// <param name="firsts">Whether a decision is the first of an episode, of shape [T, E].</param>
    /// <param name="scaled">Receives the scaled rewards, of shape [T, E].</param>
    public void Scale(ReadOnlySpan<float> rewards, ReadOnlySpan<bool> firsts, Span<float> scaled)
    {
        int environments = _returns.Length;
        var sums = default(SampleSums);
        for (int i = 0; i < rewards.Length; i++)
        {
            ref double value = ref _returns[i % environments];
            value = rewards[i] + (firsts[i] ? 0.0 : _discount * value);
            sums = sums.With(value);
        }

        Absorb(sums);
        double factor = 1.0 / Math.Sqrt(_variance + Epsilon);
        for (int i = 0; i < rewards.Length; i++)
        {
            scaled[i] = (float)Math.Clamp(rewards[i] * factor, -Limit, Limit);
        }
    }

    private void Absorb(SampleSums sums)
    {
        double difference = sums.Mean - _mean;
        double count = _count + sums.Count;
        double squares = (_variance * _count) + (sums.PopulationVariance * sums.Count) +
            (difference * difference * _count * sums.Count / count);
        _mean += difference * sums.Count / count;
        _variance = squares / (count - 1.0);
        _count = count;
    }
}
