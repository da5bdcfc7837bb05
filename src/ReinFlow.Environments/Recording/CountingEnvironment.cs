namespace ReinFlow.Environments;

/// <summary>Passes everything on to another environment and tells when an episode has ended.</summary>
/// <remarks>An episode ends when the environment says so, or at the next reset.</remarks>
/// <threadsafety>An instance is used by one thread at a time; several may tell the same receiver at the same time.</threadsafety>
public sealed class CountingEnvironment : IEnvironment
{
    private readonly IEnvironment _inner;
    private readonly Action _ended;
    private bool _isRunning;

    /// <summary>Initializes a new instance of the <see cref="CountingEnvironment"/> class.</summary>
    /// <param name="inner">The environment; disposed with this one.</param>
    /// <param name="ended">Called after every episode, on the thread that steps the environment.</param>
    public CountingEnvironment(IEnvironment inner, Action ended)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(ended);
        (_inner, _ended) = (inner, ended);
    }

    /// <inheritdoc/>
    public EnvironmentSpec Spec => _inner.Spec;

    /// <inheritdoc/>
    public void Reset(RandomSource random, ObservationBuffer observation)
    {
        End();
        _inner.Reset(random, observation);
    }

    /// <inheritdoc/>
    public StepResult Step(ReadOnlySpan<float> action, ObservationBuffer observation)
    {
        StepResult result = _inner.Step(action, observation);
        _isRunning = true;
        if (result.Terminated || result.Truncated)
        {
            End();
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _inner.Dispose();

    private void End()
    {
        if (_isRunning)
        {
            _isRunning = false;
            _ended();
        }
    }
}
