using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ReinFlow.Environments.MuJoCo;

namespace ReinFlow.Environments;

/// <summary>The task <c>Hopper-v2</c>: a one-legged robot in the plane that is paid for moving forward and for not falling.</summary>
/// <remarks>
/// State (11): height, the angles of torso, thigh, leg and foot; then the six velocities, clipped to ±10. Action (3): the
/// motors of thigh, leg and foot, clipped to [−1, 1], held for 0.008 s. Reward: forward speed + 1 − 0.001·Σa². The task ends when
/// the torso is no higher than 0.7 m, leans by 0.2 rad or more, or a number leaves (−100, 100). Episodes start in the upright pose
/// with uniform noise of ±0.005. The rules are those of OpenAI Gym's class of that name.
/// </remarks>
public sealed partial class HopperEnvironment : IEnvironment
{
    private const int SimulationSteps = 4;
    private const double ResetNoise = 0.005;
    private const double AliveBonus = 1.0;
    private const double ControlCost = 1e-3;
    private const double LowestHeight = 0.7;
    private const double LargestLean = 0.2;
    private const double StateLimit = 100.0;
    private const double VelocityClip = 10.0;
    private const int Episode = 1000;

    /// <summary>The name of the task.</summary>
    public const string Name = "Hopper-v2";

    private static readonly EnvironmentSpec Hopper = new(Name, 11, 3, Episode, "still upright after 1000 steps");

    private readonly LocomotionBody _body;
    private readonly ILogger _logger;

    internal HopperEnvironment(MuJoCoModel model, ILogger logger)
    {
        _body = new LocomotionBody(Hopper.Name, model, SimulationSteps);
        _logger = logger;
    }

    /// <inheritdoc/>
    public EnvironmentSpec Spec => Hopper;

    /// <summary>Gets the metres that the robot went since the reset.</summary>
    internal double Position => _body.Positions[0];

    /// <summary>Loads the engine and compiles the model once, for any number of environments.</summary>
    /// <param name="options">The settings, or <see langword="null"/> for the defaults.</param>
    /// <param name="logger">Receives a warning when a simulation becomes unstable, or <see langword="null"/>.</param>
    /// <returns>A function that makes an environment; it may be called from any thread.</returns>
    /// <exception cref="MuJoCoNotFoundException">The MuJoCo library was not found.</exception>
    /// <exception cref="NotSupportedException">The MuJoCo library has an unexpected memory layout.</exception>
    public static Func<IEnvironment> CreateFactory(HopperOptions? options = null, ILogger<HopperEnvironment>? logger = null)
    {
        options ??= new HopperOptions();
        MuJoCoLibrary library = MuJoCoLibrary.Load(options.MuJoCo);
        var model = new MuJoCoModel(library, HopperModel.Write(options.Masses, library.Version));
        return () => new HopperEnvironment(model, logger ?? NullLogger<HopperEnvironment>.Instance);
    }

    /// <inheritdoc/>
    public void Reset(RandomSource random, ObservationBuffer observation)
    {
        _body.Reset(random, ResetNoise);
        Observe(observation);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The action or the buffer has the wrong length, or the action is not finite.</exception>
    public StepResult Step(ReadOnlySpan<float> action, ObservationBuffer observation)
    {
        double before = _body.Positions[0];
        bool stable = _body.Act(action);
        Observe(observation);
        if (!stable)
        {
            LogUnstable(Hopper.Name, _body.StepCount, _body.LastWarning);
            return new StepResult(0f, Terminated: true, Truncated: false);
        }

        double speed = (_body.Positions[0] - before) / _body.StepDuration;
        double reward = speed + AliveBonus - (ControlCost * _body.SquaredAction);
        bool alive = IsAlive();
        return new StepResult((float)reward, Terminated: !alive, Truncated: false, Succeeded: alive && _body.StepCount >= Episode);
    }

    /// <inheritdoc/>
    public void Dispose() => _body.Dispose();

    private bool IsAlive() =>
        _body.Positions[1] > LowestHeight && Math.Abs(_body.Positions[2]) < LargestLean && _body.IsWithin(StateLimit, firstPosition: 2);

    private void Observe(ObservationBuffer observation) => _body.Observe(observation.State, firstPosition: 1, VelocityClip);

    [LoggerMessage(1, LogLevel.Warning, "{Environment} became unstable in step {Step} and its episode ends: {Reason}")]
    private partial void LogUnstable(string environment, int step, string? reason);
}
