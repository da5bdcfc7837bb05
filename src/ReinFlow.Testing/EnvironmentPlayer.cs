using ReinFlow.Environments;

namespace ReinFlow.Testing;

/// <summary>Plays an environment with random actions that are the same after every reset.</summary>
internal sealed class EnvironmentPlayer
{
    private readonly IEnvironment _environment;
    private readonly float _actionBound;
    private readonly RandomSource _streams;
    private readonly float[] _action;
    private RandomSource _actions;
    private RandomSource _episode = new(0UL);
    private bool _ended = true;

    /// <summary>Initializes a new instance of the <see cref="EnvironmentPlayer"/> class.</summary>
    public EnvironmentPlayer(IEnvironment environment, EnvironmentCheckOptions options, ulong seed)
    {
        if (options.ActionBound is not (>= 0 and < float.PositiveInfinity))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.ActionBound, $"{nameof(options.ActionBound)} must be finite and at least 0.");
        }

        _environment = environment;
        _actionBound = options.ActionBound;
        _streams = new RandomSource(seed);
        _actions = _streams.Split("actions");
        Spec = environment.Spec;
        Observation = new float[Spec.ObservationDimension];
        _action = new float[Spec.ActionDimension];
    }

    /// <summary>Gets the specification.</summary>
    public EnvironmentSpec Spec { get; }

    /// <summary>Gets the current observation; not-a-number where the environment did not write it.</summary>
    public float[] Observation { get; }

    /// <summary>Gets the steps since the last reset.</summary>
    public int Step { get; private set; }

    /// <summary>Gets whether the episode has ended.</summary>
    public bool IsEnded => _ended;

    /// <summary>Gets the managed memory that steps (not resets) allocated so far.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>Starts an episode.</summary>
    /// <param name="stream">The number of the random stream of the environment.</param>
    public void Reset(ulong stream)
    {
        _actions = _streams.Split("actions");
        (Step, _ended) = (0, false);
        Array.Fill(Observation, float.NaN);
        _episode = _streams.Split((long)stream);
        try
        {
            _environment.Reset(_episode, new ObservationBuffer(Observation));
        }
        catch (Exception exception)
        {
            throw Fault(exception, "Reset");
        }
    }

    /// <summary>Takes up the episode of another player, whose environment can be saved, as this one's can.</summary>
    /// <param name="other">The other player.</param>
    public void TakeUp(EnvironmentPlayer other)
    {
        (var saved, var resumed) = ((IResumableEnvironment)other._environment, (IResumableEnvironment)_environment);
        double[] state = new double[saved.StateLength!.Value];
        _episode = new RandomSource(other._episode.State);
        _actions = new RandomSource(other._actions.State);
        (Step, _ended) = (other.Step, other._ended);
        other.Observation.CopyTo(Observation, 0);
        try
        {
            saved.SaveState(state);
            resumed.RestoreState(state, _episode);
        }
        catch (Exception exception)
        {
            throw Fault(exception, "SaveState or RestoreState");
        }
    }

    /// <summary>Plays one step.</summary>
    public StepResult Advance()
    {
        for (int i = 0; i < _action.Length; i++)
        {
            _action[i] = _actionBound * ((2 * _actions.NextSingle()) - 1);
        }

        Array.Fill(Observation, float.NaN);
        Step++;
        try
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            StepResult result = _environment.Step(_action, new ObservationBuffer(Observation));
            AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
            _ended = result.Terminated || result.Truncated || Step >= Spec.MaxEpisodeSteps;
            return result;
        }
        catch (Exception exception)
        {
            throw Fault(exception, $"step {Step}");
        }
    }

    /// <summary>Plays steps, over the ends of episodes.</summary>
    /// <param name="stream">The stream of a reset before the first step, or <see langword="null"/> to go on.</param>
    /// <param name="steps">The number of steps.</param>
    public void PlaySteps(ulong? stream, int steps)
    {
        if (stream is not null)
        {
            Reset(stream.Value);
        }

        for (int step = 0; step < steps; step++)
        {
            if (_ended)
            {
                Reset(1);
            }

            Advance();
        }
    }

    private EnvironmentFaultException Fault(Exception exception, string when) => new(
        $"The environment '{Spec.Name}' threw {exception.GetType().Name} in {when}: {exception.Message} " +
        $"It is given {Spec.ObservationDimension} observation features and {Spec.ActionDimension} action components, as its Spec says.",
        exception);
}
