using Microsoft.Extensions.Options;
using ReinFlow.Catalog;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Tests.Documentation;

internal sealed record FadingNoiseOptions
{
    [Limits(1e-3, 1.0)]
    public float First { get; set; } = 0.2f;

    [Limits(1e-3, 1.0)]
    public float Last { get; set; } = 0.05f;
}

[OptionsValidator]
internal sealed partial class FadingNoiseOptionsValidator : IValidateOptions<FadingNoiseOptions>;

/// <summary>The same standard deviation everywhere, which falls in a straight line during the run.</summary>
internal sealed class FadingNoise(ActionChunkSpec chunk, FadingNoiseOptions options) : INoiseNet
{
    /// <summary>Nothing is learned; a noise net that learns has its parameters here.</summary>
    public Module Network { get; } = new ModuleGroup();

    public NoiseBounds Bounds { get; set; } = new(options.First, options.First);

    public void BeginIteration(int iteration, int iterations)
    {
        float share = (float)iteration / Math.Max(1, iterations - 1);
        float deviation = options.First + (share * (options.Last - options.First));
        Bounds = new NoiseBounds(deviation, deviation);
    }

    public Tensor StandardDeviation(ReadOnlySpan<DenoisingStep> steps, Tensor stepEmbedding, Condition condition)
    {
        int rows = condition.Embedding.Shape[0] * steps.Length;
        return condition.Embedding.Engine.Zeros([rows, chunk.Size]) + Bounds.Maximum;
    }
}

internal static class FadingNoiseExtensions
{
    private static readonly ComponentDescriptor Fading =
        new(ComponentKind.NoiseNet, "fading-noise", typeof(FadingNoiseOptions), "Fixed noise that falls during the run.");

    /// <summary>The flow and its noise make the chain that is trained.</summary>
    public static IFineTuningBuilder UseFadingNoise(this IFineTuningBuilder builder, Action<FadingNoiseOptions>? configure = null) =>
        builder.UseNoise<FadingNoiseOptions, FadingNoiseOptionsValidator>(
            Fading, configure, (flow, denoisingSteps, options) => new FadingNoise(flow.ActionChunk, options));
}
