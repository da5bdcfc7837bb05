using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>The objective of ReinFlow: PPO with one probability ratio for the whole denoising chain.</summary>
/// <remarks>
/// The log-density of a chain is the sum over its transitions and, if wanted, of its start, divided by the number of these terms
/// and by the number of components of a chunk; so is the entropy rate, which is divided by the terms in any case. The ratio is
/// that of the normalised densities, each limited before (arXiv 2505.22094 and the official code).
/// </remarks>
public sealed class PpoChainObjective : IChainObjective
{
    private static readonly float InitialEntropy = (float)(0.5 + (0.5 * Math.Log(2.0 * Math.PI)));

    private readonly ReinFlowOptions _options;
    private readonly float[] _clipRanges;

    /// <summary>Initializes a new instance of the <see cref="PpoChainObjective"/> class.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">The options break a rule.</exception>
    public PpoChainObjective(ReinFlowOptions options)
    {
        OptionsGuard.Require(options, new ReinFlowOptionsValidator());

        _options = options with { };
        _clipRanges = [options.ClipRange];
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> ClipRanges => _clipRanges;

    /// <inheritdoc/>
    public ChainLoss Compute(ChainBatch batch, ChainLikelihood likelihood)
    {
        Tensor free = LogDensity(likelihood.LogDensity, batch);
        Tensor limited = Limit(free);
        Tensor logRatio = limited - Limit(LogDensity(batch.LogDensity, batch));
        Tensor ratio = logRatio.Exp();
        Tensor clipped = ratio.Clamp(1f - _options.ClipRange, 1f + _options.ClipRange);
        Tensor cost = -batch.Advantage;
        Tensor worse = ratio.Engine.Maximum(cost * ratio, cost * clipped);
        Tensor entropy = EntropyRate(likelihood.Entropy, batch);
        return new ChainLoss(
            (worse * batch.Weight).Sum(),
            (entropy * batch.Weight).Sum(),
            logRatio.Reshape([logRatio.Shape[0], 1]))
        {
            Excess = free.StopGradient() - limited.StopGradient(),
        };
    }

    private Tensor Limit(Tensor logDensity) => logDensity.Clamp(_options.MinimumLogDensity, _options.MaximumLogDensity);

    private Tensor LogDensity(Tensor transitions, ChainBatch batch)
    {
        Tensor sum = transitions.Sum(1);
        if (_options.IncludeInitialNoise)
        {
            sum += batch.InitialLogDensity;
        }

        float divisor = _options.NormalizeByDenoisingSteps ? Terms(transitions) : 1f;
        divisor *= _options.NormalizeByActionSize ? batch.ActionChunk.Size : 1f;
        return sum * (1f / divisor);
    }

    private Tensor EntropyRate(Tensor transitions, ChainBatch batch)
    {
        float initial = _options.IncludeInitialNoise ? batch.ActionChunk.Size * InitialEntropy : 0f;
        float divisor = Terms(transitions) * (_options.NormalizeByActionSize ? batch.ActionChunk.Size : 1f);
        return (transitions.Sum(1) + initial) * (1f / divisor);
    }

    private float Terms(Tensor transitions) => transitions.Shape[1] + (_options.IncludeInitialNoise ? 1 : 0);
}
