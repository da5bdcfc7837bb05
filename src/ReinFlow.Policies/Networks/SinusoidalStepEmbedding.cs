using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Embeds flow times: sinusoids, a linear map to twice the length, Mish, a linear map back; keys <c>1</c>, <c>3</c>.</summary>
/// <remarks>The flow time in [0, 1] is fed as it is, not scaled to step numbers.</remarks>
public sealed class SinusoidalStepEmbedding : Module
{
    private readonly Linear _widen;
    private readonly Linear _narrow;

    /// <summary>Initializes a new instance of the <see cref="SinusoidalStepEmbedding"/> class.</summary>
    /// <param name="dimension">The length of an embedding, even and at least 4.</param>
    public SinusoidalStepEmbedding(int dimension)
    {
        Dimension = RequireDimension(dimension);
        _widen = AddModule("1", new Linear(dimension, 2 * dimension));
        _narrow = AddModule("3", new Linear(2 * dimension, dimension));
    }

    /// <summary>Gets the length of an embedding.</summary>
    public int Dimension { get; }

    /// <summary>Embeds flow times.</summary>
    /// <param name="times">The times, of shape [n].</param>
    /// <returns>The embeddings, of shape [n, dimension].</returns>
    public Tensor Forward(Tensor times)
    {
        ShapeGuard.Require(times, [ShapeGuard.Any]);
        return _narrow.Forward(_widen.Forward(times.Engine.SinusoidalEmbedding(times, Dimension), ActivationKind.Mish));
    }

    /// <summary>Refuses lengths of which sines and cosines cannot take half each.</summary>
    internal static int RequireDimension(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 4);
        return dimension % 2 == 0
            ? dimension
            : throw new ArgumentException(
                $"The embedding has {dimension} components; sines and cosines need an even number.", nameof(dimension));
    }
}
