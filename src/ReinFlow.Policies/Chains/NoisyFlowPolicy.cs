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
    public ChainSample Sample(Observation observation, Tensor noise, SampleMode mode)
    {
        RequireChain(noise);
        int batch = noise.Shape[0];
        Condition condition = _policy.Encode(observation);
        Tensor embeddings = _policy.EmbedSteps(_steps);
        Tensor deviations = Deviations(embeddings, condition);
        Tensor perStep = deviations.Reshape([batch, _steps.Length, ActionChunk.Size]);

        using var states = new TensorStack(_steps.Length + 1);
        using var means = new TensorStack(_steps.Length);
        states.Items[0] = Block(noise, 0);
        for (int k = 0; k < _steps.Length; k++)
        {
            Tensor mean = Mean(states.Items[k], embeddings.Slice(0, k, 1), condition, _steps[k].StepSize);
            Tensor next = mode == SampleMode.Deterministic
                ? mean
                : mean + (perStep.Slice(1, k, 1).Reshape(mean.Shape) * LimitedBlock(noise, k + 1));
            means.Items[k] = mean;
            states.Items[k + 1] = k == _steps.Length - 1 ? next.Clamp(ActionChunk.Minimum, ActionChunk.Maximum) : next;
        }

        Tensor chain = states.Join(ActionChunk.Horizon, ActionChunk.ActionDimension);
        Tensor mu = means.Join(ActionChunk.Size).Reshape(deviations.Shape);
        return new ChainSample(chain, PerChain(GaussianTransition.LogDensity(Ends(chain), mu, deviations, deviations.Log()), batch));
    }

    /// <inheritdoc/>
    public ChainLikelihood Evaluate(Tensor chain, Observation observation)
    {
        RequireChain(chain);
        int batch = chain.Shape[0];
        int rows = batch * _steps.Length;
        Condition condition = _policy.Encode(observation);
        Tensor embeddings = _policy.EmbedSteps(_steps);
        Tensor deviations = Deviations(embeddings, condition);
        Tensor logDeviations = deviations.Log();
        Tensor starts = chain.Slice(1, 0, _steps.Length).Reshape([rows, ActionChunk.Size]);
        Tensor means = Mean(starts, embeddings, condition, _steps[0].StepSize);
        return new ChainLikelihood(
            PerChain(GaussianTransition.LogDensity(Ends(chain), means, deviations, logDeviations), batch),
            PerChain(GaussianTransition.Entropy(logDeviations), batch),
            deviations.Reshape([batch, _steps.Length, ActionChunk.Size]));
    }

    /// <summary>Computes the means of transitions, of shape [rows, size]; all steps of a grid have the same size.</summary>
    private Tensor Mean(Tensor state, Tensor embedding, Condition condition, float stepSize)
    {
        int rows = state.Shape[0];
        Tensor velocity = _policy.Velocity(state.Reshape([rows, ActionChunk.Horizon, ActionChunk.ActionDimension]), embedding, condition);
        Tensor mean = state + (velocity.Reshape([rows, ActionChunk.Size]) * stepSize);
        return _options.MeanLimit is { } limit ? mean.Clamp(-limit, limit) : mean;
    }

    private Tensor Deviations(Tensor embeddings, Condition condition)
    {
        Tensor deviations = _noise.StandardDeviation(_steps, embeddings, condition);
        return _options.MinimumStandardDeviation > 0
            ? deviations.Clamp(_options.MinimumStandardDeviation, float.PositiveInfinity)
            : deviations;
    }

    private Tensor Block(Tensor noise, int index) => noise.Slice(1, index, 1).Reshape([noise.Shape[0], ActionChunk.Size]);

    private Tensor LimitedBlock(Tensor noise, int index) => Block(noise, index).Clamp(-_options.NoiseLimit, _options.NoiseLimit);

    private Tensor Ends(Tensor chain) => chain.Slice(1, 1, _steps.Length).Reshape([chain.Shape[0] * _steps.Length, ActionChunk.Size]);

    private Tensor PerChain(Tensor rows, int batch) => rows.Reshape([batch, _steps.Length]);

    private void RequireChain(Tensor chain) =>
        ShapeGuard.Require(chain, [ShapeGuard.Any, _steps.Length + 1, ActionChunk.Horizon, ActionChunk.ActionDimension]);
}
