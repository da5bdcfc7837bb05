namespace ReinFlow.Environments.MuJoCo;

/// <summary>How far an episode starts from the default pose at rest.</summary>
/// <param name="Positions">The bound of the uniform noise on positions.</param>
/// <param name="Velocities">The bound of the uniform noise on velocities, or the standard deviation of normal noise.</param>
/// <param name="HasNormalVelocities">Whether the noise on velocities is normal.</param>
internal sealed record ResetNoise(double Positions, double Velocities, bool HasNormalVelocities)
{
    /// <summary>Makes uniform noise with one bound for positions and velocities.</summary>
    public static ResetNoise Uniform(double bound) => new(bound, bound, HasNormalVelocities: false);

    /// <summary>Adds noise to positions, then to velocities.</summary>
    public void Add(Span<double> positions, Span<double> velocities, RandomSource random)
    {
        AddUniform(positions, Positions, random);
        if (HasNormalVelocities)
        {
            foreach (ref double velocity in velocities)
            {
                velocity += Velocities * random.NextGaussian();
            }
        }
        else
        {
            AddUniform(velocities, Velocities, random);
        }
    }

    private static void AddUniform(Span<double> values, double bound, RandomSource random)
    {
        foreach (ref double value in values)
        {
            value += bound * ((2.0 * random.NextDouble()) - 1.0);
        }
    }
}
