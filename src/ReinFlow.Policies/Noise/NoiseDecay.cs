namespace ReinFlow.Policies;

/// <summary>The upper noise bound of <see cref="NoiseSchedule.LearnDecay"/>: held, then lowered along half a cosine.</summary>
internal sealed class NoiseDecay(NoiseNetOptions options)
{
    private readonly double _minimum = options.MinimumStandardDeviation;
    private readonly double _maximum = options.MaximumStandardDeviation;
    private readonly double _holdRatio = options.HoldRatio;
    private readonly double _decayRatio = options.DecayRatio;

    /// <summary>Computes the bounds that hold during an iteration.</summary>
    /// <remarks>
    /// The schedule acts at the end of an iteration, so that iteration i uses its value at i − 1, and iteration 0 the initial bounds.
    /// </remarks>
    /// <param name="iteration">The zero-based iteration.</param>
    /// <param name="iterations">The number of iterations of the run.</param>
    /// <returns>The bounds.</returns>
    public NoiseBounds BoundsAt(int iteration, int iterations)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(iteration);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(iterations);
        double maximum = iteration == 0 ? _maximum : MaximumAfter(iteration - 1, iterations);
        return new NoiseBounds((float)_minimum, (float)maximum);
    }

    private double MaximumAfter(int iteration, int iterations)
    {
        double end = (_minimum * (1 - _decayRatio)) + (_maximum * _decayRatio);
        int hold = (int)(iterations * _holdRatio);
        int anneal = Math.Max(1, (int)(iterations * (1 - _holdRatio)));
        double progress = Math.Clamp((double)(iteration - hold) / anneal, 0, 1);
        return end + ((_maximum - end) * 0.5 * (1 + Math.Cos(Math.PI * progress)));
    }
}
