using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>A flow policy with injected noise, which gives its denoising chain a likelihood (ReinFlow, 2025, §4).</summary>
/// <remarks>
/// Every transition is N(x + v(x, t | o)·Δt, σ(t, o)²). Samples that are limited, by the noise limit or by the bounds of the
/// actions, are scored with the plain density, as in the official code. Names of the parameters are those of the official
/// <c>actor_ft</c>: <c>policy.*</c>, then those of the noise net.
/// </remarks>
public sealed class NoisyFlowPolicy : IChainPolicy
{
    private readonly IFlowPolicy _policy;
    private readonly INoiseNet _noise;
    private readonly NoisyFlowOptions _options;
    private readonly DenoisingStep[] _steps;
    private readonly FlowChain _chain;

    /// <summary>Initializes a new instance of the <see cref="NoisyFlowPolicy"/> class.</summary>
    /// <param name="policy">The velocity field.</param>
    /// <param name="noise">The noise.</param>
    /// <param name="options">The chain.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public NoisyFlowPolicy(IFlowPolicy policy, INoiseNet noise, NoisyFlowOptions options)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(noise);
        _policy = policy;
        _noise = noise;
        _options = OptionsGuard.Require(options, new NoisyFlowOptionsValidator()) with { };
        _steps = FlowTime.Steps(options.DenoisingSteps, options.Grid);
        var transitions = new FlowTransitions([.. _steps.Select(step => FlowTransition.Euler(step, options.MeanLimit))]);
        _chain = new FlowChain(policy, _steps, transitions, transitions, Deviations, options.NoiseLimit);
        Network = new ModuleGroup(("policy", policy.Network), (string.Empty, noise.Network));
    }

    /// <inheritdoc/>
    public Module Network { get; }

    /// <inheritdoc/>
    public ActionChunkSpec ActionChunk => _policy.ActionChunk;

    /// <inheritdoc/>
    public int DenoisingSteps => _steps.Length;

    /// <inheritdoc/>
    public NoiseBounds? NoiseBounds => _noise.Bounds;

    /// <inheritdoc/>
    public void BeginIteration(int iteration, int iterations) => _noise.BeginIteration(iteration, iterations);

    /// <inheritdoc/>
    /// <remarks>
    /// In deterministic mode every state is the mean of its transition. The last one, which is limited to the bounds of the
    /// actions, is scored against the mean before that; the official code scores it against itself.
    /// </remarks>
    public ChainSample Sample(Observation observation, Tensor noise, SampleMode mode) => _chain.Sample(observation, noise, mode);

    /// <inheritdoc/>
    public ChainLikelihood Evaluate(Tensor chain, Observation observation) => _chain.Evaluate(chain, observation);

    private Tensor Deviations(Tensor embeddings, Condition condition)
    {
        Tensor deviations = _noise.StandardDeviation(_steps, embeddings, condition);
        ShapeGuard.Require(deviations, [condition.Embedding.Shape[0] * _steps.Length, ActionChunk.Size], "the standard deviations of the noise net");
        return _options.MinimumStandardDeviation > 0
            ? deviations.Clamp(_options.MinimumStandardDeviation, float.PositiveInfinity)
            : deviations;
    }
}
