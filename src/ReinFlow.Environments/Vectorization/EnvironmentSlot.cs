using System.Numerics.Tensors;

namespace ReinFlow.Environments;

/// <summary>One environment of a <see cref="VectorEnvironment"/> with its episode: history, step count and random stream.</summary>
internal sealed class EnvironmentSlot : IDisposable
{
    private readonly IEnvironment _environment;
    private readonly EnvironmentSpec _spec;
    private readonly Normalization? _normalization;
    private readonly int _index;
    private readonly float[] _history;
    private readonly float[] _action;
    private readonly RandomSource _episodeRandom = new(0UL);
    private RandomSource _random = new(0UL);
    private long _episode;
    private int _step;

    /// <summary>Initializes a new instance of the <see cref="EnvironmentSlot"/> class.</summary>
    /// <param name="environment">The environment; disposed with the slot.</param>
    /// <param name="index">Its index, for errors.</param>
    /// <param name="observationHistory">The number of observations To kept.</param>
    /// <param name="normalization">The rule at the border, or <see langword="null"/>.</param>
    public EnvironmentSlot(IEnvironment environment, int index, int observationHistory, Normalization? normalization)
    {
        _environment = environment;
        _spec = environment.Spec;
        _normalization = normalization;
        _index = index;
        _history = new float[observationHistory * _spec.ObservationDimension];
        _action = new float[_spec.ActionDimension];
    }

    private Span<float> Newest => _history.AsSpan(_history.Length - _spec.ObservationDimension);

    /// <summary>Gets how many numbers the environment saves of an episode, or <see langword="null"/> if it cannot.</summary>
    public int? StateLength => (_environment as IResumableEnvironment)?.StateLength;

    /// <summary>Sets the stream from which every further episode takes its own.</summary>
    /// <param name="random">The stream of this environment.</param>
    public void UseRandom(RandomSource random) => (_random, _episode) = (random, 0);

    /// <summary>Starts the next episode.</summary>
    /// <param name="observations">Receives the stacked, normalised observations.</param>
    public void Begin(Span<float> observations)
    {
        _random.SplitInto(_episode++, _episodeRandom);
        _step = 0;
        try
        {
            _environment.Reset(_episodeRandom, new ObservationBuffer(Newest));
        }
        catch (Exception exception)
        {
            throw Fault(exception);
        }

        CheckObservation();
        for (int i = 0; i < _history.Length - Newest.Length; i += Newest.Length)
        {
            Newest.CopyTo(_history.AsSpan(i));
        }

        Publish(observations);
    }

    /// <summary>Plays a chunk, stopping at the end of the episode, and starts the next episode there.</summary>
    /// <param name="chunk">The normalised actions, of shape [Te, Da].</param>
    /// <param name="outcome">Receives what happened, at this environment's place.</param>
    /// <param name="observations">Receives the stacked, normalised observations.</param>
    public void Play(ReadOnlySpan<float> chunk, VectorOutcome outcome, Span<float> observations)
    {
        double reward = 0;
        float best = float.NegativeInfinity;
        int executed = 0;
        bool succeeded = false;
        bool terminated = false;
        bool truncated = false;
        for (; chunk.Length > 0 && !terminated && !truncated; chunk = chunk[_action.Length..])
        {
            StepResult result = Advance(chunk[.._action.Length]);
            executed++;
            reward += result.Reward;
            best = Math.Max(best, result.Reward);
            succeeded |= result.Succeeded;
            terminated = result.Terminated;
            truncated = !terminated && (result.Truncated || _step >= _spec.MaxEpisodeSteps);
        }

        outcome.Rewards[_index] = (float)reward;
        outcome.BestRewards[_index] = best;
        outcome.ExecutedSteps[_index] = executed;
        outcome.Succeeded[_index] = succeeded;
        outcome.Terminated[_index] = terminated;
        outcome.Truncated[_index] = truncated;
        if (terminated || truncated)
        {
            Publish(outcome.FinalObservations.AsSpan(_index * _history.Length, _history.Length));
            Begin(observations);
        }
        else
        {
            Publish(observations);
        }
    }

    /// <summary>Writes the running episode into this environment's place.</summary>
    /// <param name="state">Receives it.</param>
    public void Save(VectorEnvironmentState state)
    {
        _history.CopyTo(state.Histories, _index * _history.Length);
        (state.Steps[_index], state.Episodes[_index]) = (_step, _episode);
        (state.Streams[_index], state.EpisodeStreams[_index]) = (_random.State, _episodeRandom.State);
        try
        {
            ((IResumableEnvironment)_environment).SaveState(Own(state));
        }
        catch (Exception exception)
        {
            throw Fault(exception);
        }
    }

    /// <summary>Takes up the episode at this environment's place.</summary>
    /// <param name="state">The episodes.</param>
    /// <param name="observations">Receives the stacked, normalised observations.</param>
    public void Restore(VectorEnvironmentState state, Span<float> observations)
    {
        state.Histories.AsSpan(_index * _history.Length, _history.Length).CopyTo(_history);
        (_step, _episode) = (state.Steps[_index], state.Episodes[_index]);
        _random = new RandomSource(state.Streams[_index]);
        _episodeRandom.State = state.EpisodeStreams[_index];
        try
        {
            ((IResumableEnvironment)_environment).RestoreState(Own(state), _episodeRandom);
        }
        catch (Exception exception)
        {
            throw Fault(exception);
        }

        Publish(observations);
    }

    /// <inheritdoc/>
    public void Dispose() => _environment.Dispose();

    private Span<double> Own(VectorEnvironmentState state)
    {
        int length = StateLength!.Value;
        return state.Environments.AsSpan(_index * length, length);
    }

    private StepResult Advance(ReadOnlySpan<float> action)
    {
        if (_normalization is null)
        {
            action.CopyTo(_action);
        }
        else
        {
            _normalization.DenormalizeAction(action, _action);
        }

        _step++;
        _history.AsSpan(Newest.Length).CopyTo(_history);
        StepResult result;
        try
        {
            result = _environment.Step(_action, new ObservationBuffer(Newest));
        }
        catch (Exception exception)
        {
            throw Fault(exception);
        }

        CheckObservation();
        return float.IsFinite(result.Reward) ? result : throw Fault($"the reward {result.Reward}");
    }

    private void Publish(Span<float> destination)
    {
        if (_normalization is null)
        {
            _history.CopyTo(destination);
            return;
        }

        int size = Newest.Length;
        for (int i = 0; i < _history.Length; i += size)
        {
            _normalization.NormalizeObservation(_history.AsSpan(i, size), destination.Slice(i, size));
        }
    }

    private void CheckObservation()
    {
        if (!TensorPrimitives.IsFiniteAll<float>(Newest))
        {
            int component = VectorEnvironmentGuard.FirstNonFinite(Newest);
            throw Fault($"{Newest[component]} in observation component {component}");
        }
    }

    private EnvironmentFaultException Fault(string quantity) => new(
        $"Environment {_index} ('{_spec.Name}') returned {quantity} {Place}, which is not finite and cannot be learned from. " +
        "Usual causes: a simulation step that is too long, unbounded actions, a division by zero in the reward.");

    private EnvironmentFaultException Fault(Exception exception) => new(
        $"Environment {_index} ('{_spec.Name}') threw {exception.GetType().Name} {Place}: {exception.Message} " +
        "Correct the environment, then call Reset before the next step.",
        exception);

    private string Place => _step == 0 ? "when it was reset" : $"in step {_step} of its episode";
}
