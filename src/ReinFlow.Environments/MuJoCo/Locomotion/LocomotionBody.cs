namespace ReinFlow.Environments.MuJoCo;

/// <summary>The robot of a locomotion task in its simulation: reset with noise and driven by clipped actions.</summary>
/// <param name="task">The task.</param>
/// <param name="model">The compiled model of its robot.</param>
internal sealed class LocomotionBody(LocomotionTask task, MuJoCoModel model) : IDisposable
{
    /// <summary>Gets the simulation.</summary>
    public MuJoCoSimulation Simulation { get; } = new(model);

    /// <summary>Gets the simulated seconds of one environment step.</summary>
    public double StepDuration { get; } = model.Timestep * task.StepsPerAction;

    /// <summary>Gets or sets the environment steps since the last reset.</summary>
    public int StepCount { get; set; }

    /// <summary>Gets the sum of the squares of the last action's components, after clipping.</summary>
    public double SquaredAction { get; private set; }

    /// <summary>Returns to the default pose plus noise.</summary>
    public void Reset(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Simulation.Reset();
        Span<double> positions = Simulation.Positions;
        task.Noise.Add(positions, Simulation.Velocities, random);
        if (task.Robot.Root == RootJoint.Free)
        {
            // Engines before 3.2.0 do it in place themselves.
            Normalize(positions.Slice(3, 4));
        }

        Simulation.Forward();
        StepCount = 0;
    }

    /// <summary>Clips an action and applies it for one environment step.</summary>
    /// <returns><see langword="false"/> if the simulation became unstable and the engine reset it.</returns>
    public bool Act(ReadOnlySpan<float> action)
    {
        Span<double> controls = Simulation.Controls;
        if (action.Length != controls.Length)
        {
            throw new ArgumentException(
                $"{task.Spec.Name} takes actions of {controls.Length} numbers, not {action.Length}.", nameof(action));
        }

        float limit = task.ActionLimit;
        double squares = 0.0;
        for (int i = 0; i < action.Length; i++)
        {
            if (!float.IsFinite(action[i]))
            {
                throw new ArgumentException(
                    $"Component {i} of the action for {task.Spec.Name} is {action[i]}; actions must be finite.", nameof(action));
            }

            double control = Math.Clamp(action[i], -limit, limit);
            controls[i] = control;
            squares += control * control;
        }

        SquaredAction = squares;
        StepCount++;
        return Simulation.Step(task.StepsPerAction);
    }

    public void Dispose() => Simulation.Dispose();

    private static void Normalize(Span<double> quaternion)
    {
        double squares = 0.0;
        foreach (double component in quaternion)
        {
            squares += component * component;
        }

        double norm = Math.Sqrt(squares);
        foreach (ref double component in quaternion)
        {
            component /= norm;
        }
    }
}
