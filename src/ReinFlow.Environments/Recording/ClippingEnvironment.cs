namespace ReinFlow.Environments;

/// <summary>Passes everything on to another environment, with actions clipped to the range that it states.</summary>
/// <threadsafety>An instance is used by one thread at a time.</threadsafety>
public sealed class ClippingEnvironment : IEnvironment
{
    private readonly IEnvironment _inner;
    private readonly float[] _action;

    /// <summary>Initializes a new instance of the <see cref="ClippingEnvironment"/> class.</summary>
    /// <param name="inner">The environment; disposed with this one.</param>
    public ClippingEnvironment(IEnvironment inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
        _action = new float[inner.Spec.ActionDimension];
    }

    /// <inheritdoc/>
    public EnvironmentSpec Spec => _inner.Spec;

    /// <inheritdoc/>
    public void Reset(RandomSource random, ObservationBuffer observation) => _inner.Reset(random, observation);

    /// <inheritdoc/>
    public StepResult Step(ReadOnlySpan<float> action, ObservationBuffer observation)
    {
        for (int i = 0; i < action.Length; i++)
        {
            _action[i] = Math.Clamp(action[i], Spec.ActionMinimum, Spec.ActionMaximum);
        }

        return _inner.Step(_action, observation);
    }

    /// <inheritdoc/>
    public void Dispose() => _inner.Dispose();
}
