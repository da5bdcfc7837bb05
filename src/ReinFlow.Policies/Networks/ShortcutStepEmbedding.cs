using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>
/// Embeds flow time and step size: the sinusoids of both, a linear map to the length of one, Mish, a linear map; keys <c>0</c>, <c>2</c>.
/// </summary>
/// <remarks>Both numbers are fed as they are, in [0, 1].</remarks>
public sealed class ShortcutStepEmbedding : Module
{
    private readonly Linear _narrow;
    private readonly Linear _last;

    /// <summary>Initializes a new instance of the <see cref="ShortcutStepEmbedding"/> class.</summary>
    /// <param name="dimension">The length of an embedding, even and at least 4.</param>
    public ShortcutStepEmbedding(int dimension)
    {
        Dimension = SinusoidalStepEmbedding.RequireDimension(dimension);
        _narrow = AddModule("0", new Linear(2 * dimension, dimension));
        _last = AddModule("2", new Linear(dimension, dimension));
    }

    /// <summary>Gets the length of an embedding.</summary>
    public int Dimension { get; }

    /// <summary>Embeds denoising steps.</summary>
    /// <param name="steps">Flow time and step size of every step, of shape [n, 2].</param>
    /// <returns>The embeddings, of shape [n, dimension].</returns>
    public Tensor Forward(Tensor steps)
    {
        ShapeGuard.Require(steps, [ShapeGuard.Any, 2]);
        int count = steps.Shape[0];
        Tensor sinusoids = steps.Engine.SinusoidalEmbedding(steps.Reshape([2 * count]), Dimension).Reshape([count, 2 * Dimension]);
        return _last.Forward(_narrow.Forward(sinusoids, ActivationKind.Mish));
    }
}
