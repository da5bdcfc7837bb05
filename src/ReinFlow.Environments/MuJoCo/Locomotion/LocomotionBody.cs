namespace ReinFlow.Environments.MuJoCo;

/// <summary>What the MuJoCo locomotion tasks share: a robot that is reset with noise and driven by clipped actions.</summary>
/// <param name="name">The environment's name, for errors.</param>
/// <param name="model">The compiled model.</param>
/// <param name="stepsPerAction">The simulation steps of one environment step.</param>
internal sealed class LocomotionBody(string name, MuJoCoModel model, int stepsPerAction) : IDisposable
{
    private readonly MuJoCoSimulation _simulation = new(model);

    /// <summary>Gets the simulated seconds of one environment step.</summary>
    public double StepDuration => model.Timestep * stepsPerAction;

    public ReadOnlySpan<double> Positions => _simulation.Positions;

    public ReadOnlySpan<double> Velocities => _simulation.Velocities;

    /// <summary>Gets the environment steps since the last reset.</summary>
    public int StepCount { get; private set; }

    /// <summary>Gets the sum of the squares of the last action's components, after clipping.</summary>
    public double SquaredAction { get; private set; }

    /// <summary>Gets what the engine said when it last met a non-finite or huge number.</summary>
    public string? LastWarning => _simulation.LastWarning;

    /// <summary>Returns to the default pose plus uniform noise of ±<paramref name="noise"/> on positions, then on velocities.</summary>
    public void Reset(RandomSource random, double noise)
    {
        ArgumentNullException.ThrowIfNull(random);
        _simulation.Reset();
        AddNoise(_simulation.Positions, random, noise);
        AddNoise(_simulation.Velocities, random, noise);
        _simulation.Forward();
        StepCount = 0;
    }

    /// <summary>Clips an action to [−1, 1] and applies it for one environment step.</summary>
    /// <returns><see langword="false"/> if the simulation became unstable and the engine reset it.</returns>
    public bool Act(ReadOnlySpan<float> action)
    {
        Span<double> controls = _simulation.Controls;
        if (action.Length != controls.Length)
        {
            throw new ArgumentException($"{name} takes actions of {controls.Length} numbers, not {action.Length}.", nameof(action));
        }

        double squares = 0.0;
        for (int i = 0; i < action.Length; i++)
        {
            if (!float.IsFinite(action[i]))
            {
                throw new ArgumentException(
                    $"Component {i} of the action for {name} is {action[i]}; actions must be finite.", nameof(action));
            }

            double control = Math.Clamp(action[i], -1f, 1f);
            controls[i] = control;
            squares += control * control;
        }

        SquaredAction = squares;
        StepCount++;
        return _simulation.Step(stepsPerAction);
    }

    /// <summary>Tells whether positions from an index on and all velocities are finite and inside ±<paramref name="limit"/>.</summary>
    public bool IsWithin(double limit, int firstPosition) =>
        IsWithin(Positions[firstPosition..], limit) && IsWithin(Velocities, limit);

    /// <summary>Writes positions from an index on, then the velocities clipped to ±<paramref name="velocityLimit"/>.</summary>
    public void Observe(Span<float> state, int firstPosition, double velocityLimit)
    {
        ReadOnlySpan<double> positions = Positions[firstPosition..];
        ReadOnlySpan<double> velocities = Velocities;
        int length = positions.Length + velocities.Length;
        if (state.Length != length)
        {
            throw new ArgumentException(
                $"An observation of {name} has {length} numbers, but the buffer has {state.Length}.", nameof(state));
        }

        for (int i = 0; i < positions.Length; i++)
        {
            state[i] = (float)positions[i];
        }

        for (int i = 0; i < velocities.Length; i++)
        {
            state[positions.Length + i] = (float)Math.Clamp(velocities[i], -velocityLimit, velocityLimit);
        }
    }

    public void Dispose() => _simulation.Dispose();

    private static void AddNoise(Span<double> values, RandomSource random, double noise)
    {
        foreach (ref double value in values)
        {
            value += noise * ((2.0 * random.NextDouble()) - 1.0);
        }
    }

    private static bool IsWithin(ReadOnlySpan<double> values, double limit)
    {
        foreach (double value in values)
        {
            // Written so that NaN fails.
            if (!(Math.Abs(value) < limit))
            {
                return false;
            }
        }

        return true;
    }
}
