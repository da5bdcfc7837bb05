using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>A diffusion policy whose last denoising steps are fine-tuned (DPPO, arXiv 2409.00588, §4).</summary>
/// <remarks>
/// Every denoising step of DDPM, or of DDIM with noise, is a normal distribution; a floor keeps exploration alive. A frozen copy
/// of the policy takes the first steps. The chain holds the fine-tuned ones only: it starts where the frozen steps end. Samples that
/// are limited are scored with the plain density. Parameters: <c>policy.*</c> and, where there are frozen steps, <c>base.*</c>.
/// </remarks>
public sealed class DiffusionChainPolicy : IChainPolicy
{
    private readonly INoisePredictor _policy;
    private readonly INoisePredictor _base;
    private readonly DiffusionChainOptions _options;
    private readonly DiffusionWalk _exploring;
    private readonly DiffusionWalk _evaluating;
    private readonly TransitionScore _score;

    /// <summary>Initializes a new instance of the <see cref="DiffusionChainPolicy"/> class.</summary>
    /// <param name="policy">The policy to fine-tune.</param>
    /// <param name="frozen">Takes the first denoising steps; its parameters are frozen. Not needed where all steps are fine-tuned.</param>
    /// <param name="options">The chain.</param>
    /// <exception cref="ArgumentException">The options are invalid, or the policies do not fit together.</exception>
    public DiffusionChainPolicy(INoisePredictor policy, INoisePredictor? frozen, DiffusionChainOptions options)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _options = OptionsGuard.Require(options, new DiffusionChainOptionsValidator()) with { };
        _policy = policy;
        FrozenSteps = options.StepCount - options.FineTunedSteps;
        _base = FrozenSteps == 0 ? policy : RequireFrozen(frozen);
        if (options.CheckHorizon(ActionChunk.Horizon).FirstOrDefault() is { } failure)
        {
            throw new ArgumentException(failure.ErrorMessage, nameof(options));
        }

        _exploring = new DiffusionWalk(_options, SampleMode.Stochastic);
        _evaluating = new DiffusionWalk(_options, SampleMode.Deterministic);
        _score = new TransitionScore(_options, ActionChunk, _exploring.Steps[FrozenSteps..]);
        Network = FrozenSteps == 0
            ? new ModuleGroup(("policy", policy.Network))
            : new ModuleGroup(("policy", policy.Network), ("base", _base.Network));
    }

    /// <inheritdoc/>
    public Module Network { get; }

    /// <inheritdoc/>
    public ActionChunkSpec ActionChunk => _policy.ActionChunk;

    /// <summary>Gets the number of fine-tuned denoising steps, which are those of the chain.</summary>
    public int DenoisingSteps => _options.FineTunedSteps;

    /// <summary>Gets the number of denoising steps before the chain, taken by the frozen policy.</summary>
    public int FrozenSteps { get; }

    /// <inheritdoc/>
    public int NoiseBlocks => _options.StepCount + 1;

    /// <inheritdoc/>
    public int ScoredSteps => _options.ScoredSteps ?? ActionChunk.ExecutedSteps;

    /// <inheritdoc/>
    public NoiseBounds? NoiseBounds => null;

    /// <inheritdoc/>
    public void BeginIteration(int iteration, int iterations)
    {
    }

    /// <inheritdoc/>
    /// <remarks>
    /// In deterministic mode DDIM injects no noise and DDPM that of its posterior, without a floor and not in the last step; the
    /// log-densities are those of the fine-tuned transitions with the means of that mode.
    /// </remarks>
    public ChainSample Sample(Observation observation, Tensor noise, SampleMode mode)
    {
        ShapeGuard.Require(noise, [ShapeGuard.Any, NoiseBlocks, ActionChunk.Horizon, ActionChunk.ActionDimension]);
        int batch = noise.Shape[0];
        DiffusionWalk walk = mode == SampleMode.Stochastic ? _exploring : _evaluating;
        using var states = new TensorStack(DenoisingSteps + 1);
        using var means = new TensorStack(DenoisingSteps);
        Tensor start = DiffusionWalk.Block(noise, 0, [batch, ActionChunk.Horizon, ActionChunk.ActionDimension]);
        states.Items[0] = walk.Take(_base, (0, FrozenSteps), observation, start, noise);
        walk.Take(_policy, (FrozenSteps, _options.StepCount), observation, states.Items[0], noise, states.Items[1..], means.Items);

        Tensor chain = states.Join(ActionChunk.Horizon, ActionChunk.ActionDimension);
        return new ChainSample(chain, _score.LogDensity(Part(chain, 1), means.Join(ActionChunk.Size)));
    }

    /// <inheritdoc/>
    public ChainLikelihood Evaluate(Tensor chain, Observation observation)
    {
        ShapeGuard.Require(chain, [ShapeGuard.Any, DenoisingSteps + 1, ActionChunk.Horizon, ActionChunk.ActionDimension]);
        int batch = chain.Shape[0];
        Tensor starts = Part(chain, 0);
        Tensor rows = starts.Reshape([batch * DenoisingSteps, ActionChunk.Horizon, ActionChunk.ActionDimension]);
        Tensor embeddings = _policy.EmbedLevels(_exploring.Levels[FrozenSteps..]);
        Tensor noise = _policy.PredictNoise(rows, embeddings, _policy.Encode(observation));
        Tensor means = _score.Means(starts, noise.Reshape(starts.Shape));
        return new ChainLikelihood(
            _score.LogDensity(Part(chain, 1), means),
            _score.Entropy(chain.Engine, batch),
            _score.Deviations(chain.Engine, batch));
    }

    /// <summary>Takes as many states of a chain as it has transitions, of shape [batch, F, size].</summary>
    private Tensor Part(Tensor chain, int start) =>
        chain.Slice(1, start, DenoisingSteps).Reshape([chain.Shape[0], DenoisingSteps, ActionChunk.Size]);

    private INoisePredictor RequireFrozen(INoisePredictor? frozen)
    {
        if (frozen is null || ReferenceEquals(frozen, _policy))
        {
            throw new ArgumentException(
                $"{FrozenSteps} denoising steps are not fine-tuned and need a frozen policy of their own. Give a second one, or set " +
                $"{nameof(DiffusionChainOptions.FineTunedSteps)} to {_options.StepCount}.",
                nameof(frozen));
        }

        if (frozen.ActionChunk != _policy.ActionChunk)
        {
            throw new ArgumentException($"The frozen policy predicts {frozen.ActionChunk}, the other {_policy.ActionChunk}.", nameof(frozen));
        }

        frozen.Network.Freeze();
        return frozen;
    }
}
