using Microsoft.Extensions.Options;
using ReinFlow.Algorithms;
using ReinFlow.Catalog;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Tests.Documentation;

/// <summary>Everything that on-policy algorithms have in common, and what this one adds.</summary>
internal sealed record QuadraticOptions : OnPolicyOptions
{
    [Limits(1e-6, 1.0)]
    public float Range { get; set; } = 0.02f;
}

[OptionsValidator]
internal sealed partial class QuadraticOptionsValidator : IValidateOptions<QuadraticOptions>;

/// <summary>
/// Simple policy optimisation: a parabola instead of PPO's clipping, r·A − |A|·(r − 1)² / 2ε, which is highest at r = 1 ± ε and whose gradient
/// never vanishes beyond.
/// </summary>
internal sealed class QuadraticObjective(QuadraticOptions options) : IChainObjective
{
    private readonly float[] _clipRanges = [options.Range];

    public ReadOnlySpan<float> ClipRanges => _clipRanges;

    public ChainLoss Compute(ChainBatch batch, ChainLikelihood likelihood)
    {
        // One ratio per chain, per transition and action component.
        float terms = likelihood.LogDensity.Shape[1] * batch.ActionChunk.Size;
        Tensor logRatio = (likelihood.LogDensity - batch.LogDensity).Sum(1) * (1f / terms);
        Tensor ratio = logRatio.Exp();
        Tensor magnitude = ratio.Engine.Maximum(batch.Advantage, -batch.Advantage);
        Tensor gain = (ratio * batch.Advantage) - (magnitude * (ratio - 1f).Square() * (0.5f / options.Range));
        Tensor entropy = likelihood.Entropy.Sum(1) * (1f / terms);
        return new ChainLoss(-(gain * batch.Weight).Sum(), (entropy * batch.Weight).Sum(), logRatio.Reshape([logRatio.Shape[0], 1]));
    }
}

internal static class QuadraticExtensions
{
    private static readonly ComponentDescriptor Quadratic =
        new(ComponentKind.FineTuner, "quadratic", typeof(QuadraticOptions), "A parabola around the policy that collected the rollout.");

    public static IFineTuningBuilder UseQuadratic(this IFineTuningBuilder builder, Action<QuadraticOptions>? configure = null) =>
        builder.UseOnPolicy<QuadraticOptions, QuadraticOptionsValidator>(Quadratic, configure, (options, _) => new QuadraticObjective(options));
}
