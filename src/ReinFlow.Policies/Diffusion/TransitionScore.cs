using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Scores the fine-tuned transitions of a diffusion, all of them in one pass; their standard deviations are fixed.</summary>
internal sealed class TransitionScore
{
    private static readonly float HalfLogTwoPi = (float)(0.5 * Math.Log(Math.Tau));

    private readonly DiffusionChainOptions _options;
    private readonly int _components;
    private readonly int _size;
    private readonly float[] _deviations;
    private readonly float[] _precisions;
    private readonly float[] _peaks;
    private readonly float[] _entropies;
    private readonly float[] _cleanFromState;
    private readonly float[] _cleanFromNoise;
    private readonly float[] _meanFromClean;
    private readonly float[] _meanFromState;

    /// <summary>Initializes a new instance of the <see cref="TransitionScore"/> class.</summary>
    /// <param name="options">The chain, validated.</param>
    /// <param name="chunk">The chunk of actions.</param>
    /// <param name="steps">The fine-tuned steps.</param>
    public TransitionScore(DiffusionChainOptions options, ActionChunkSpec chunk, ReadOnlySpan<DiffusionStep> steps)
    {
        DiffusionStep[] own = steps.ToArray();
        _options = options;
        _size = chunk.Size;
        _components = (options.ScoredSteps ?? chunk.ExecutedSteps) * chunk.ActionDimension;
        _deviations = [.. own.Select(step => Math.Max(step.StandardDeviation, options.MinimumScoredDeviation))];
        _precisions = [.. _deviations.Select(deviation => 1f / deviation)];
        _peaks = [.. _deviations.Select(deviation => -MathF.Log(deviation) - HalfLogTwoPi)];
        _entropies = [.. _deviations.Select(deviation => _components * (MathF.Log(deviation) + HalfLogTwoPi + 0.5f))];
        _cleanFromState = [.. own.Select(step => step.CleanFromState)];
        _cleanFromNoise = [.. own.Select(step => step.CleanFromNoise)];
        _meanFromClean = [.. own.Select(step => step.MeanFromClean)];
        _meanFromState = [.. own.Select(step => step.MeanFromState)];
    }

    private int Steps => _deviations.Length;

    /// <summary>Computes the means of transitions.</summary>
    /// <param name="states">The states that they start from, of shape [batch, F, size].</param>
    /// <param name="noise">The noise predicted in them.</param>
    /// <returns>The means, of shape [batch, F, size].</returns>
    public Tensor Means(Tensor states, Tensor noise)
    {
        TensorEngine engine = states.Engine;
        Tensor clean = (states * PerStep(engine, _cleanFromState)) - (noise * PerStep(engine, _cleanFromNoise));
        clean = _options.CleanActionLimit is { } limit ? clean.Clamp(-limit, limit) : clean;
        return (clean * PerStep(engine, _meanFromClean)) + (states * PerStep(engine, _meanFromState));
    }

    /// <summary>Computes log-densities: every component's is limited, and those of the scored actions are summed.</summary>
    /// <param name="ends">The states that the transitions end in, of shape [batch, F, size].</param>
    /// <param name="means">The means of the transitions.</param>
    /// <returns>The log-densities, of shape [batch, F].</returns>
    public Tensor LogDensity(Tensor ends, Tensor means)
    {
        TensorEngine engine = ends.Engine;
        Tensor distance = ((ends - means) * PerStep(engine, _precisions)).Square();
        Tensor density = ((distance * -0.5f) + PerStep(engine, _peaks)).Clamp(_options.MinimumLogDensity, _options.MaximumLogDensity);
        return (_components == _size ? density : density.Slice(2, 0, _components)).Sum(2);
    }

    /// <summary>Lists the entropies of the transitions.</summary>
    /// <param name="engine">The engine of the tensor.</param>
    /// <param name="batch">The number of chains.</param>
    /// <returns>The entropies, summed over the scored components, of shape [batch, F].</returns>
    public Tensor Entropy(TensorEngine engine, int batch) => engine.FromValues(_entropies, [1, Steps]).TileRows(batch);

    /// <summary>Lists the standard deviations with which the transitions are scored.</summary>
    /// <param name="engine">The engine of the tensor.</param>
    /// <param name="batch">The number of chains.</param>
    /// <returns>The standard deviations, of shape [batch, F, size].</returns>
    public Tensor Deviations(TensorEngine engine, int batch) =>
        (engine.Zeros([1, Steps, _size]) + PerStep(engine, _deviations)).TileRows(batch);

    private Tensor PerStep(TensorEngine engine, float[] values) => engine.FromValues(values, [Steps, 1]);
}
