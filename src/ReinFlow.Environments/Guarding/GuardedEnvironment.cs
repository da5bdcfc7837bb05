using System.Numerics.Tensors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ReinFlow.Environments;

/// <summary>Passes everything on to another environment, replaces it when it fails, and does not wait for it for ever.</summary>
/// <remarks>
/// After a fault within an episode the step returns the last observation, no reward, and <see cref="StepResult.Truncated"/>: the episode
/// counts as cut off, and the next reset begins one in a new instance.
/// </remarks>
/// <threadsafety>An instance is used by one thread at a time.</threadsafety>
public sealed partial class GuardedEnvironment : IResumableEnvironment
{
    private readonly Func<IEnvironment> _create;
    private readonly EnvironmentGuardOptions _options;
    private readonly ILogger _logger;
    private readonly float[] _lastObservation;
    private EnvironmentCell _cell;
    private int _restarts;
    private int _step;

    /// <summary>Initializes a new instance of the <see cref="GuardedEnvironment"/> class.</summary>
    /// <param name="create">Makes the environment, and again after a fault; each is disposed with this one.</param>
    /// <param name="options">What is guarded; copied.</param>
    /// <param name="logger">Receives a warning per restart, or <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public GuardedEnvironment(Func<IEnvironment> create, EnvironmentGuardOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        OptionsGuard.Require(options, new EnvironmentGuardOptionsValidator());
        _create = create;
        _options = options with { };
        _logger = logger ?? NullLogger.Instance;
        _cell = Create();
        Spec = _cell.Spec;
        _lastObservation = new float[Spec.ObservationDimension];
    }

    /// <inheritdoc/>
    public EnvironmentSpec Spec { get; }

    /// <summary>Guards what a factory makes, if there is anything to guard.</summary>
    /// <param name="create">Makes one environment.</param>
    /// <param name="options">What is guarded.</param>
    /// <param name="logger">Receives a warning per restart, or <see langword="null"/>.</param>
    /// <returns>The same factory, or one of guarded environments.</returns>
    public static Func<IEnvironment> Around(Func<IEnvironment> create, EnvironmentGuardOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.OnFault == FaultReaction.Restart || options.StepTimeoutSeconds is not null
            ? () => new GuardedEnvironment(create, options, logger)
            : create;
    }

    /// <inheritdoc/>
    /// <remarks>The last observation counts too: it is what a fault in the next step returns.</remarks>
    public int? StateLength => _cell.StateLength + _lastObservation.Length;

    /// <inheritdoc/>
    /// <exception cref="EnvironmentFaultException">The environment failed once more than it may be restarted.</exception>
    public void Reset(RandomSource random, ObservationBuffer observation)
    {
        ArgumentNullException.ThrowIfNull(random);
        _step = 0;
        while (true)
        {
            try
            {
                _cell.Reset(random, observation);
                RequireFinite(observation.State);
                break;
            }
            catch (Exception exception) when (_options.OnFault == FaultReaction.Restart)
            {
                Restart(exception);
            }
        }

        observation.State.CopyTo(_lastObservation);
    }

    /// <inheritdoc/>
    /// <exception cref="EnvironmentFaultException">The environment failed once more than it may be restarted.</exception>
    public StepResult Step(ReadOnlySpan<float> action, ObservationBuffer observation)
    {
        _step++;
        try
        {
            StepResult result = _cell.Step(action, observation);
            if (!float.IsFinite(result.Reward))
            {
                throw new EnvironmentFaultException($"The reward is {result.Reward}.");
            }

            RequireFinite(observation.State);
            observation.State.CopyTo(_lastObservation);
            return result;
        }
        catch (Exception exception) when (_options.OnFault == FaultReaction.Restart)
        {
            Restart(exception);
            _lastObservation.CopyTo(observation.State);
            return new StepResult(0f, Terminated: false, Truncated: true);
        }
    }

    /// <inheritdoc/>
    public void SaveState(Span<double> state)
    {
        TensorPrimitives.ConvertTruncating<float, double>(_lastObservation, state);
        _cell.SaveState(state[_lastObservation.Length..]);
    }

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<double> state, RandomSource random)
    {
        _cell.RestoreState(state[_lastObservation.Length..], random);
        TensorPrimitives.ConvertTruncating<double, float>(state[.._lastObservation.Length], _lastObservation);
    }

    /// <inheritdoc/>
    public void Dispose() => _cell.Dispose();

    private static void RequireFinite(ReadOnlySpan<float> observation)
    {
        if (!TensorPrimitives.IsFiniteAll(observation))
        {
            throw new EnvironmentFaultException($"Component {VectorEnvironmentGuard.FirstNonFinite(observation)} of the observation is not finite.");
        }
    }

    private EnvironmentCell Create() =>
        new(_create, _options.StepTimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    /// <summary>Makes a new instance; one that cannot be made is a fault as well.</summary>
    private void Restart(Exception cause)
    {
        while (true)
        {
            if (_restarts == _options.MaximumRestarts)
            {
                throw new EnvironmentFaultException(
                    $"It has been restarted {_restarts} times, as often as {nameof(EnvironmentGuardOptions.MaximumRestarts)} allows, and failed again: {cause.Message}",
                    cause);
            }

            _restarts++;
            LogRestart(Spec.Name, _step, cause.Message, _restarts, _options.MaximumRestarts);
            Discard(_cell);
            try
            {
                _cell = Create();
                return;
            }
            catch (Exception exception)
            {
                cause = exception;
            }
        }
    }

    /// <summary>A broken environment may throw when it is disposed too; nobody needs to know.</summary>
    private static void Discard(EnvironmentCell cell)
    {
        try
        {
            cell.Dispose();
        }
        catch (Exception)
        {
            // What it failed of is in the log already.
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Environment} failed in step {Step} of its episode and is restarted ({Restarts} of {MaximumRestarts}): {Cause}")]
    private partial void LogRestart(string environment, int step, string cause, int restarts, int maximumRestarts);
}
