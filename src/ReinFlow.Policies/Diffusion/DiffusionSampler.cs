using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Acts with a diffusion policy: carries noise to an action chunk by DDPM or DDIM.</summary>
/// <remarks>
/// A deterministic sampler of DDIM depends on its start alone. One of DDPM injects the noise of its posterior, as the official
/// evaluation does, except in the last step. A stochastic one explores as in fine-tuning, with a floor under the noise of every step.
/// </remarks>
public sealed class DiffusionSampler : IActionSampler
{
    private readonly INoisePredictor _predictor;
    private readonly INoisePredictor _frozen;
    private readonly int _frozenSteps;
    private readonly DiffusionWalk _walk;

    /// <summary>Initializes a new instance of the <see cref="DiffusionSampler"/> class.</summary>
    /// <param name="predictor">The policy.</param>
    /// <param name="options">The denoising steps.</param>
    /// <param name="mode">Whether the sampler explores.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public DiffusionSampler(INoisePredictor predictor, DiffusionSamplerOptions options, SampleMode mode = SampleMode.Deterministic)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        (_predictor, _frozen) = (predictor, predictor);
        _walk = new DiffusionWalk(OptionsGuard.Require(options, new DiffusionSamplerOptionsValidator()) with { }, mode);
    }

    /// <summary>Initializes a new instance of the <see cref="DiffusionSampler"/> class for a policy whose last denoising steps are fine-tuned.</summary>
    /// <param name="predictor">The fine-tuned policy.</param>
    /// <param name="frozen">Takes the steps before the fine-tuned ones.</param>
    /// <param name="options">The denoising steps.</param>
    /// <param name="mode">Whether the sampler explores.</param>
    /// <exception cref="ArgumentException">The options are invalid, or the policies predict different chunks.</exception>
    public DiffusionSampler(
        INoisePredictor predictor, INoisePredictor frozen, DiffusionChainOptions options, SampleMode mode = SampleMode.Deterministic)
        : this(predictor, OptionsGuard.Require(options, new DiffusionChainOptionsValidator()), mode)
    {
        ArgumentNullException.ThrowIfNull(frozen);
        _frozen = frozen.ActionChunk == predictor.ActionChunk
            ? frozen
            : throw new ArgumentException($"The frozen policy predicts {frozen.ActionChunk}, the other {predictor.ActionChunk}.", nameof(frozen));
        _frozenSteps = options.StepCount - options.FineTunedSteps;
    }

    /// <inheritdoc/>
    public ActionChunkSpec ActionChunk => _predictor.ActionChunk;

    /// <inheritdoc/>
    public int NoiseBlocks => _walk.IsNoisy ? _walk.Steps.Length + 1 : 1;

    /// <inheritdoc/>
    public Tensor Sample(Observation observation, Tensor noise) => Walk(observation, Start(noise), noise, default);

    /// <summary>Samples action chunks and shows the way to them.</summary>
    /// <param name="observation">The observations.</param>
    /// <param name="noise">Standard normal numbers, of shape [batch, noise blocks, horizon, action].</param>
    /// <returns>The states, noise first, of shape [batch, S + 1, horizon, action]; the last one is the action chunk.</returns>
    public Tensor SampleChain(Observation observation, Tensor noise)
    {
        using var states = new TensorStack(_walk.Steps.Length + 1);
        states.Items[0] = Start(noise);
        Walk(observation, states.Items[0], noise, states.Items[1..]);
        return states.Join(ActionChunk.Horizon, ActionChunk.ActionDimension);
    }

    private Tensor Walk(Observation observation, Tensor start, Tensor noise, Span<Tensor> states)
    {
        Tensor middle = _walk.Take(_frozen, (0, _frozenSteps), observation, start, noise, states);
        return _walk.Take(
            _predictor, (_frozenSteps, _walk.Steps.Length), observation, middle, noise, states.IsEmpty ? states : states[_frozenSteps..]);
    }

    private Tensor Start(Tensor noise)
    {
        ShapeGuard.Require(noise, [ShapeGuard.Any, NoiseBlocks, ActionChunk.Horizon, ActionChunk.ActionDimension]);
        return DiffusionWalk.Block(noise, 0, [noise.Shape[0], ActionChunk.Horizon, ActionChunk.ActionDimension]);
    }
}
