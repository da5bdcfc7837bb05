using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Takes rows of partly denoised chunks through a network: one pass serves many denoising steps of many observations.</summary>
internal static class ChunkRows
{
    /// <summary>So many times of denoising steps are laid on the stack.</summary>
    public const int StackLimit = 1024;

    /// <summary>Evaluates a network for chunks whose embedded steps and conditions are fewer than the chunks.</summary>
    /// <param name="network">The network.</param>
    /// <param name="spec">The chunk of actions.</param>
    /// <param name="chunk">The chunks, of shape [rows, horizon, action].</param>
    /// <param name="stepEmbedding">The embedded steps; row r uses entry r mod steps.</param>
    /// <param name="condition">The encoded observations; row r uses entry r / (rows / batch).</param>
    /// <returns>The predictions, of the shape of <paramref name="chunk"/>.</returns>
    public static Tensor Evaluate(FlowNetwork network, ActionChunkSpec spec, Tensor chunk, Tensor stepEmbedding, Condition condition)
    {
        ShapeGuard.Require(chunk, [ShapeGuard.Any, spec.Horizon, spec.ActionDimension]);
        ShapeGuard.Require(stepEmbedding, [ShapeGuard.Any, network.StepEmbeddingDimension]);
        ShapeGuard.Require(condition.Embedding, [ShapeGuard.Any, network.ConditionDimension]);
        int rows = chunk.Shape[0];
        Tensor prediction = network.Velocity(
            chunk.Reshape([rows, spec.Size]),
            stepEmbedding.TileRows(Repetitions(rows, stepEmbedding.Shape[0], "embedded steps")),
            condition.Embedding.RepeatRows(Repetitions(rows, condition.Embedding.Shape[0], "encoded observations")));
        return prediction.Reshape(chunk.Shape);
    }

    private static int Repetitions(int rows, int entries, string what) => entries > 0 && rows % entries == 0
        ? rows / entries
        : throw new ArgumentException($"{rows} chunks cannot be shared evenly among {entries} {what}.");
}
