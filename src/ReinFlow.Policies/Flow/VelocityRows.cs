using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>The inputs of a velocity network, row by row, from the shared ones of <see cref="IFlowPolicy.Velocity"/>.</summary>
/// <param name="Chunk">The flattened chunks, of shape [rows, chunk].</param>
/// <param name="Step">The embedded steps, of shape [rows, embedding].</param>
/// <param name="Condition">The encoded observations, of shape [rows, condition].</param>
internal readonly record struct VelocityRows(Tensor Chunk, Tensor Step, Tensor Condition)
{
    /// <summary>Lines the inputs up.</summary>
    /// <param name="policy">The policy that knows the lengths.</param>
    /// <param name="chunk">The chunks, of shape [rows, horizon, action].</param>
    /// <param name="stepEmbedding">The embedded steps, of shape [steps, embedding]; row r uses entry r mod steps.</param>
    /// <param name="condition">The encoded observations, [batch, condition]; row r uses entry r / (rows / batch).</param>
    /// <returns>The rows.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static VelocityRows Of(IFlowPolicy policy, Tensor chunk, Tensor stepEmbedding, Condition condition) =>
        Of(policy.ActionChunk, (policy.StepEmbeddingDimension, policy.ConditionDimension), chunk, stepEmbedding, condition);

    /// <summary>Lines the inputs up.</summary>
    /// <param name="spec">The chunk of actions.</param>
    /// <param name="lengths">The lengths of an embedded step and of an encoded observation.</param>
    /// <param name="chunk">The chunks, of shape [rows, horizon, action].</param>
    /// <param name="stepEmbedding">The embedded steps, of shape [steps, embedding]; row r uses entry r mod steps.</param>
    /// <param name="condition">The encoded observations, [batch, condition]; row r uses entry r / (rows / batch).</param>
    /// <returns>The rows.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static VelocityRows Of(
        ActionChunkSpec spec, (int Step, int Condition) lengths, Tensor chunk, Tensor stepEmbedding, Condition condition)
    {
        ShapeGuard.Require(chunk, [ShapeGuard.Any, spec.Horizon, spec.ActionDimension]);
        ShapeGuard.Require(stepEmbedding, [ShapeGuard.Any, lengths.Step]);
        ShapeGuard.Require(condition.Embedding, [ShapeGuard.Any, lengths.Condition]);
        int rows = chunk.Shape[0];
        return new VelocityRows(
            chunk.Reshape([rows, spec.Size]),
            stepEmbedding.TileRows(Repetitions(rows, stepEmbedding.Shape[0], "embedded steps")),
            condition.Embedding.RepeatRows(Repetitions(rows, condition.Embedding.Shape[0], "encoded observations")));
    }

    private static int Repetitions(int rows, int entries, string what) => entries > 0 && rows % entries == 0
        ? rows / entries
        : throw new ArgumentException($"{rows} chunks cannot be shared evenly among {entries} {what}.");
}
