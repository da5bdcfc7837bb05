namespace ReinFlow.Environments;

/// <summary>Finds ranges for a policy that has no demonstrations to take them from.</summary>
public static class ObservationScale
{
    /// <summary>The smallest half range of a feature, so that one that hardly changes at first is not magnified.</summary>
    private const double Smallest = 0.1;

    /// <summary>Plays random actions and measures the observations.</summary>
    /// <remarks>
    /// A feature's range is its mean ± its standard deviation, but at least ± 0.1: normalised observations then have mean 0 and
    /// deviation 1 where the policy starts. Actions have the range that the environment states, or [−1, 1] where it states none.
    /// </remarks>
    /// <param name="environment">The environment; it is reset, and left in the middle of an episode.</param>
    /// <param name="random">The source of the resets and of the actions.</param>
    /// <param name="steps">The number of environment steps.</param>
    /// <returns>The ranges.</returns>
    public static Normalization Measure(IEnvironment environment, RandomSource random, int steps = 10_000)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        EnvironmentSpec spec = environment.Spec;
        bool limited = float.IsFinite(spec.ActionMinimum) && float.IsFinite(spec.ActionMaximum);
        (float low, float high) = limited ? (spec.ActionMinimum, spec.ActionMaximum) : (-1f, 1f);
        (double[] means, double[] deviations) = Play(environment, random, steps, low, high);
        return new Normalization(
            [.. means.Zip(deviations, (mean, deviation) => (float)(mean - deviation))],
            [.. means.Zip(deviations, (mean, deviation) => (float)(mean + deviation))],
            [.. Enumerable.Repeat(low, spec.ActionDimension)],
            [.. Enumerable.Repeat(high, spec.ActionDimension)]);
    }

    private static (double[] Means, double[] Deviations) Play(
        IEnvironment environment, RandomSource random, int steps, float low, float high)
    {
        EnvironmentSpec spec = environment.Spec;
        RandomSource resets = random.Split("reset");
        RandomSource actions = random.Split("action");
        float[] state = new float[spec.ObservationDimension];
        float[] action = new float[spec.ActionDimension];
        double[] sums = new double[state.Length];
        double[] squares = new double[state.Length];
        int episodes = 0;
        int length = spec.MaxEpisodeSteps;
        bool ended = true;
        for (int step = 0; step < steps; step++)
        {
            if (ended || length >= spec.MaxEpisodeSteps)
            {
                environment.Reset(resets.Split(episodes++), new ObservationBuffer(state));
                length = 0;
            }

            foreach (ref float component in action.AsSpan())
            {
                component = low + ((high - low) * actions.NextSingle());
            }

            StepResult result = environment.Step(action, new ObservationBuffer(state));
            (ended, length) = (result.Terminated || result.Truncated, length + 1);
            for (int i = 0; i < state.Length; i++)
            {
                sums[i] += state[i];
                squares[i] += (double)state[i] * state[i];
            }
        }

        double[] means = [.. sums.Select(sum => sum / steps)];
        return (means, [.. squares.Zip(means, (square, mean) => Math.Max(Smallest, Math.Sqrt(Math.Max(0, (square / steps) - (mean * mean)))))]);
    }
}
