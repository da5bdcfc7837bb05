using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ReinFlow.Environments.MuJoCo;

namespace ReinFlow.Environments;

/// <summary>A locomotion task on MuJoCo: a robot that is paid for moving forward and for not falling.</summary>
/// <remarks>
/// The rules are those of OpenAI Gym's classes of the same names. Positions are those without x (Ant, Humanoid: x and y).
/// <list type="table">
/// <listheader><term>Task</term><description>State; action; reward; end; noise of the start</description></listheader>
/// <item><term>Hopper-v2</term><description>
/// 11: positions, velocities clipped to ±10; 3 motors for 0.008 s; speed + 1 − 0.001·Σa²; torso no higher than 0.7 m, leaning by 0.2 rad
/// or more, or a number outside (−100, 100); uniform ±0.005.
/// </description></item>
/// <item><term>Walker2d-v2</term><description>
/// 17: positions, velocities clipped to ±10; 6 motors for 0.008 s; speed + 1 − 0.001·Σa²; torso outside (0.8, 2) m or leaning by 1 rad
/// or more; uniform ±0.005.
/// </description></item>
/// <item><term>HalfCheetah-v2</term><description>
/// 17: positions, velocities; 6 motors for 0.05 s; speed − 0.1·Σa²; never; positions uniform ±0.1, velocities normal with 0.1.
/// </description></item>
/// <item><term>Ant-v2</term><description>
/// 111: positions, velocities, 84 zeros; 8 motors for 0.05 s; speed of the torso + 1 − 0.5·Σa²; torso outside [0.2, 1] m;
/// positions uniform ±0.1, velocities normal with 0.1.
/// </description></item>
/// <item><term>Humanoid-v3</term><description>
/// 376: positions, velocities, inertias and velocities of the bodies, forces of the motors, 84 zeros; 17 motors for 0.015 s;
/// 1.25·speed of the centre of mass + 5 − 0.1·Σa²; torso outside (1, 2) m; uniform ±0.01.
/// </description></item>
/// </list>
/// Actions are clipped to [−1, 1], except that those of Humanoid-v3 are limited to ±0.4 by the engine and cost as they are. The zeros
/// are contact forces, which the original never computes.
/// </remarks>
public sealed partial class LocomotionEnvironment : IResumableEnvironment
{
    private readonly LocomotionTask _task;
    private readonly LocomotionBody _body;
    private readonly ILogger _logger;
    private double _return;

    internal LocomotionEnvironment(LocomotionTask task, MuJoCoModel model, ILogger logger)
    {
        _task = task;
        _body = new LocomotionBody(task, model);
        _logger = logger;
    }

    /// <summary>Gets the names of the tasks.</summary>
    public static IReadOnlyList<string> Tasks { get; } = [.. LocomotionTasks.All.Select(task => task.Spec.Name)];

    /// <inheritdoc/>
    public EnvironmentSpec Spec => _task.Spec;

    /// <inheritdoc/>
    public int? StateLength => Simulation.StateLength + 2;

    /// <summary>Gets the simulation.</summary>
    internal MuJoCoSimulation Simulation => _body.Simulation;

    /// <summary>Loads the engine and compiles the model once, for any number of environments.</summary>
    /// <param name="task">The name of the task, one of <see cref="Tasks"/>.</param>
    /// <param name="options">The settings, or <see langword="null"/> for the defaults.</param>
    /// <param name="logger">Receives a warning when a simulation becomes unstable, or <see langword="null"/>.</param>
    /// <returns>A function that makes an environment; it may be called from any thread.</returns>
    /// <exception cref="ArgumentException">There is no such task.</exception>
    /// <exception cref="MuJoCoNotFoundException">The MuJoCo library was not found.</exception>
    /// <exception cref="NotSupportedException">The MuJoCo library has an unexpected memory layout.</exception>
    public static Func<IEnvironment> CreateFactory(
        string task, LocomotionOptions? options = null, ILogger<LocomotionEnvironment>? logger = null)
    {
        LocomotionTask rules = LocomotionTasks.Find(task);
        options ??= new LocomotionOptions();
        MuJoCoLibrary library = MuJoCoLibrary.Load(options.MuJoCo);
        var model = new MuJoCoModel(library, new RobotWriter(options.Masses, library.Version).Write(rules.Robot));
        return () => new LocomotionEnvironment(rules, model, logger ?? NullLogger<LocomotionEnvironment>.Instance);
    }

    /// <inheritdoc/>
    public void Reset(RandomSource random, ObservationBuffer observation)
    {
        _body.Reset(random);
        _return = 0.0;
        Observe(observation);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The action or the buffer has the wrong length, or the action is not finite.</exception>
    public StepResult Step(ReadOnlySpan<float> action, ObservationBuffer observation)
    {
        double before = _task.Distance(Simulation);
        bool stable = _body.Act(action);
        Observe(observation);
        if (!stable)
        {
            LogUnstable(Spec.Name, _body.StepCount, Simulation.LastWarning);
            return new StepResult(0f, Terminated: true, Truncated: false);
        }

        double speed = (_task.Distance(Simulation) - before) / _body.StepDuration;
        double reward = _task.Reward(speed, _body.SquaredAction);
        _return += reward;
        bool alive = _task.IsAlive(Simulation);
        bool succeeded = alive && _body.StepCount >= Spec.MaxEpisodeSteps && _task.IsSuccess(_return);
        return new StepResult((float)reward, Terminated: !alive, Truncated: false, succeeded);
    }

    /// <inheritdoc/>
    public void SaveState(Span<double> state)
    {
        (state[0], state[1]) = (_body.StepCount, _return);
        Simulation.SaveState(state[2..]);
    }

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<double> state, RandomSource random)
    {
        Simulation.RestoreState(state[2..]);
        (_body.StepCount, _return) = ((int)state[0], state[1]);
    }

    /// <inheritdoc/>
    public void Dispose() => _body.Dispose();

    private void Observe(ObservationBuffer observation)
    {
        if (observation.State.Length != Spec.ObservationDimension)
        {
            throw new ArgumentException(
                $"An observation of {Spec.Name} has {Spec.ObservationDimension} numbers, but the buffer has {observation.State.Length}.",
                nameof(observation));
        }

        _task.Observe(Simulation, new StateWriter(observation.State));
    }

    [LoggerMessage(1, LogLevel.Warning, "{Environment} became unstable in step {Step} and its episode ends: {Reason}")]
    private partial void LogUnstable(string environment, int step, string? reason);
}
