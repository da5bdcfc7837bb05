using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>The objective of DPPO: PPO with one probability ratio, one discount and one clip range per denoising step.</summary>
/// <remarks>
/// The log-ratio of a transition is divided by the number of scored components, which is what makes clip ranges of 0.01
/// meaningful. All steps of a decision share its advantage, discounted by their distance from the last one (arXiv 2409.00588, §4,
/// and the official code). With a single step the clip range is the last one's, where the official formula divides by zero.
/// </remarks>
public sealed class DppoObjective : IChainObjective
{
    private readonly float[] _clipRanges;
    private readonly float[] _lowerLimits;
    private readonly float[] _upperLimits;
    private readonly float[] _discounts;

    /// <summary>Initializes a new instance of the <see cref="DppoObjective"/> class.</summary>
    /// <param name="options">The options.</param>
    /// <param name="denoisingSteps">The number F of fine-tuned denoising steps, as the policy's chains have them.</param>
    /// <exception cref="ArgumentException">The options break a rule.</exception>
    public DppoObjective(DppoOptions options, int denoisingSteps)
    {
        OptionsGuard.Require(options, new DppoOptionsValidator());
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denoisingSteps);

        int[] steps = [.. Enumerable.Range(0, denoisingSteps)];
        _clipRanges = [.. steps.Select(step => ClipRangeAt(options, denoisingSteps == 1 ? 1.0 : step / (denoisingSteps - 1.0)))];
        _lowerLimits = [.. _clipRanges.Select(range => 1f - range)];
        _upperLimits = [.. _clipRanges.Select(range => 1f + range)];
        _discounts = [.. steps.Select(step => (float)Math.Pow(options.DenoisingDiscount, denoisingSteps - 1 - step))];
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> ClipRanges => _clipRanges;

    /// <summary>Gets the factors of the advantage, one per fine-tuned denoising step, the noisiest first.</summary>
    public ReadOnlySpan<float> Discounts => _discounts;

    /// <inheritdoc/>
    public ChainLoss Compute(ChainBatch batch, ChainLikelihood likelihood)
    {
        ShapeGuard.Require(likelihood.LogDensity, [ShapeGuard.Any, _clipRanges.Length]);
        TensorEngine engine = likelihood.LogDensity.Engine;
        float share = 1f / (batch.ScoredSteps * batch.ActionChunk.ActionDimension);
        Tensor logRatio = (likelihood.LogDensity - batch.LogDensity) * share;
        Tensor ratio = logRatio.Exp();
        Tensor clipped = engine.Minimum(engine.Maximum(ratio, PerStep(engine, _lowerLimits)), PerStep(engine, _upperLimits));
        Tensor cost = -(batch.Advantage.Reshape([batch.Advantage.Shape[0], 1]) * PerStep(engine, _discounts));
        Tensor worse = engine.Maximum(cost * ratio, cost * clipped);
        return new ChainLoss(
            (worse.Mean(1) * batch.Weight).Sum(),
            (likelihood.Entropy.Mean(1) * batch.Weight).Sum() * share,
            logRatio);
    }

    private static float ClipRangeAt(DppoOptions options, double progress) => (float)(options.NoisiestClipRange +
        ((options.ClipRange - options.NoisiestClipRange) * (Math.Exp(options.ClipGrowth * progress) - 1.0) / (Math.Exp(options.ClipGrowth) - 1.0)));

    private Tensor PerStep(TensorEngine engine, float[] values) => engine.FromValues(values, [1, _clipRanges.Length]);
}
