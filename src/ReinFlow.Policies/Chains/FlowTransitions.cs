using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>The transitions of a flow's chain: their means from states and velocities, and their fixed standard deviations.</summary>
internal sealed class FlowTransitions
{
    private readonly FlowTransition[] _transitions;
    private readonly float[] _stateGains;
    private readonly float[] _velocityGains;
    private readonly float[] _lowerLimits;
    private readonly float[] _upperLimits;
    private readonly float[] _deviations;
    private readonly bool _areAlike;

    public FlowTransitions(params FlowTransition[] transitions)
    {
        _transitions = transitions;
        _stateGains = [.. transitions.Select(transition => transition.StateGain)];
        _velocityGains = [.. transitions.Select(transition => transition.VelocityGain)];
        _lowerLimits = [.. transitions.Select(transition => -transition.MeanLimit)];
        _upperLimits = [.. transitions.Select(transition => transition.MeanLimit)];
        _deviations = [.. transitions.Select(transition => transition.StandardDeviation)];
        _areAlike = transitions.All(transition => transition with { StandardDeviation = 0f } == transitions[0] with { StandardDeviation = 0f });
    }

    /// <summary>Gets the number of transitions.</summary>
    public int Count => _transitions.Length;

    /// <summary>Gets the standard deviation of every transition.</summary>
    public ReadOnlySpan<float> StandardDeviations => _deviations;

    /// <summary>Computes the means of one transition from many states.</summary>
    /// <param name="states">The states, of shape [rows, size].</param>
    /// <param name="velocities">The velocities in them.</param>
    /// <param name="index">The transition.</param>
    /// <returns>The means, of shape [rows, size].</returns>
    public Tensor Means(Tensor states, Tensor velocities, int index)
    {
        FlowTransition transition = _transitions[index];
        Tensor kept = transition.StateGain == 1f ? states : states * transition.StateGain;
        Tensor means = kept + (velocities * transition.VelocityGain);
        return float.IsFinite(transition.MeanLimit) ? means.Clamp(-transition.MeanLimit, transition.MeanLimit) : means;
    }

    /// <summary>Computes the means of all transitions of chains.</summary>
    /// <param name="states">The states, of shape [batch·count, size]; row r takes transition r mod count.</param>
    /// <param name="velocities">The velocities in them.</param>
    /// <returns>The means, of shape [batch·count, size].</returns>
    public Tensor Means(Tensor states, Tensor velocities)
    {
        if (_areAlike)
        {
            return Means(states, velocities, 0);
        }

        TensorEngine engine = states.Engine;
        TensorShape chains = [states.Shape[0] / Count, Count, states.Shape[1]];
        Tensor means = (states.Reshape(chains) * PerTransition(engine, _stateGains)) +
            (velocities.Reshape(chains) * PerTransition(engine, _velocityGains));
        means = engine.Minimum(engine.Maximum(means, PerTransition(engine, _lowerLimits)), PerTransition(engine, _upperLimits));
        return means.Reshape(states.Shape);
    }

    /// <summary>Computes the means of a transition of its own for every state.</summary>
    /// <param name="states">The states, of shape [rows, size].</param>
    /// <param name="velocities">The velocities in them.</param>
    /// <param name="indices">The transition of every row.</param>
    /// <returns>The means, of shape [rows, size].</returns>
    public Tensor Means(Tensor states, Tensor velocities, ReadOnlySpan<int> indices)
    {
        TensorEngine engine = states.Engine;
        Tensor means = (states * Pick(engine, _stateGains, indices)) + (velocities * Pick(engine, _velocityGains, indices));
        return engine.Minimum(engine.Maximum(means, Pick(engine, _lowerLimits, indices)), Pick(engine, _upperLimits, indices));
    }

    /// <summary>Lists the standard deviations of all transitions of chains.</summary>
    /// <returns>The standard deviations, of shape [batch·count, size].</returns>
    public Tensor Deviations(TensorEngine engine, int batch, int size) =>
        (engine.Zeros([Count, size]) + PerTransition(engine, _deviations)).TileRows(batch);

    /// <summary>Lists the standard deviations of a transition of its own for every row.</summary>
    /// <returns>The standard deviations, of shape [rows, size].</returns>
    public Tensor Deviations(TensorEngine engine, ReadOnlySpan<int> indices, int size) =>
        engine.Zeros([indices.Length, size]) + Pick(engine, _deviations, indices);

    private Tensor PerTransition(TensorEngine engine, float[] values) => engine.FromValues(values, [Count, 1]);

    private Tensor Pick(TensorEngine engine, float[] values, ReadOnlySpan<int> indices) =>
        engine.GatherRows(PerTransition(engine, values), indices);
}
