namespace ReinFlow.Environments;

/// <summary>Passes everything on to another environment and records the complete episodes.</summary>
/// <remarks>An episode is complete when the environment ends it, at the next reset, or by <see cref="EndEpisode"/>.</remarks>
/// <threadsafety>An instance is used by one thread at a time.</threadsafety>
public sealed class RecordingEnvironment : IEnvironment
{
    private readonly IEnvironment _inner;
    private readonly List<float> _observations = [];
    private readonly List<float> _finalObservations = [];
    private readonly List<float> _actions = [];
    private readonly List<float> _rewards = [];
    private readonly List<int> _lengths = [];
    private readonly List<bool> _terminated = [];
    private readonly List<bool> _succeeded = [];
    private readonly float[] _current;
    private int _step;
    private bool _success;

    /// <summary>Initializes a new instance of the <see cref="RecordingEnvironment"/> class.</summary>
    /// <param name="inner">The environment; disposed with this one.</param>
    public RecordingEnvironment(IEnvironment inner)
    {
        ArgumentNullException.ThrowIfNull(inner);

        _inner = inner;
        _current = new float[inner.Spec.ObservationDimension];
    }

    /// <inheritdoc/>
    public EnvironmentSpec Spec => _inner.Spec;

    /// <inheritdoc/>
    public void Reset(RandomSource random, ObservationBuffer observation)
    {
        EndEpisode();
        _inner.Reset(random, observation);
        observation.State.CopyTo(_current);
    }

    /// <inheritdoc/>
    public StepResult Step(ReadOnlySpan<float> action, ObservationBuffer observation)
    {
        StepResult result = _inner.Step(action, observation);
        _observations.AddRange(_current);
        _actions.AddRange(action);
        _rewards.Add(result.Reward);
        _step++;
        _success |= result.Succeeded;
        observation.State.CopyTo(_current);
        if (result.Terminated || result.Truncated)
        {
            Complete(result.Terminated);
        }

        return result;
    }

    /// <summary>Completes the running episode where it stands; without steps since the last end nothing happens.</summary>
    public void EndEpisode()
    {
        if (_step > 0)
        {
            Complete(terminated: false);
        }
    }

    /// <summary>Hands over the complete episodes and forgets them; the running one stays and is handed over once it is complete.</summary>
    /// <returns>The episodes, in order.</returns>
    public EpisodeRecording TakeRecording()
    {
        int steps = _rewards.Count - _step;
        return new EpisodeRecording(
            Spec.ObservationDimension,
            Spec.ActionDimension,
            Take(_lengths, _lengths.Count),
            Take(_observations, steps * Spec.ObservationDimension),
            Take(_finalObservations, _finalObservations.Count),
            Take(_actions, steps * Spec.ActionDimension),
            Take(_rewards, steps),
            Take(_terminated, _terminated.Count),
            Take(_succeeded, _succeeded.Count));
    }

    /// <inheritdoc/>
    public void Dispose() => _inner.Dispose();

    private static T[] Take<T>(List<T> list, int count)
    {
        T[] items = [.. list[..count]];
        list.RemoveRange(0, count);
        return items;
    }

    private void Complete(bool terminated)
    {
        _finalObservations.AddRange(_current);
        _lengths.Add(_step);
        _terminated.Add(terminated);
        _succeeded.Add(_success);
        (_step, _success) = (0, false);
    }
}
