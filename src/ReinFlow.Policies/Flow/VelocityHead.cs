using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>How the rows of a velocity or noise prediction share embedded steps and encoded observations.</summary>
internal static class VelocityHead
{
    /// <summary>Throws unless the inputs have the shapes that a policy announces and can be shared evenly.</summary>
    public static void Require(IFlowPolicy policy, Tensor chunk, Tensor stepEmbedding, Condition condition) =>
        Require(policy.ActionChunk, (policy.StepEmbeddingDimension, policy.ConditionDimension), chunk, stepEmbedding, condition);

    /// <summary>Throws unless the inputs have the given lengths and can be shared evenly.</summary>
    public static void Require(
        ActionChunkSpec spec, (int Step, int Condition) lengths, Tensor chunk, Tensor stepEmbedding, Condition condition)
    {
        ShapeGuard.Require(chunk, [ShapeGuard.Any, spec.Horizon, spec.ActionDimension]);
        ShapeGuard.Require(stepEmbedding, [ShapeGuard.Any, lengths.Step]);
        ShapeGuard.Require(condition.Embedding, [ShapeGuard.Any, lengths.Condition]);
        RequireShared(chunk.Shape[0], stepEmbedding.Shape[0], "embedded steps");
        RequireShared(chunk.Shape[0], condition.Embedding.Shape[0], "encoded observations");
        if (condition.Share is { } share)
        {
            ShapeGuard.Require(share, [condition.Embedding.Shape[0], ShapeGuard.Any]);
        }
    }

    /// <summary>Evaluates a head whose first layer is linear in chunk, embedded step and condition, each contribution as few times as possible.</summary>
    /// <param name="head">The head; it reads the chunk, then the embedded step.</param>
    /// <param name="chunk">The flattened chunks, of shape [rows, chunk].</param>
    /// <param name="stepEmbedding">The embedded steps, whose number divides the rows.</param>
    /// <param name="share">What the conditions, whose number divides the rows, contribute to the first layer.</param>
    /// <returns>The velocities, of shape [rows, chunk].</returns>
    public static Tensor Forward(Perceptron head, Tensor chunk, Tensor stepEmbedding, Tensor share)
    {
        (int rows, int steps, int conditions) = (chunk.Shape[0], stepEmbedding.Shape[0], share.Shape[0]);
        return steps * conditions == rows
            ? head.Forward(chunk, chunk.Engine.PairwiseSum(share, head.Share(stepEmbedding, chunk.Shape[1])))
            : head.Forward(
                chunk, share.RepeatRows(rows / conditions) + head.Share(stepEmbedding, chunk.Shape[1]).TileRows(rows / steps));
    }

    /// <summary>Asks a policy for the velocities of flattened chunks.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="states">The chunks, of shape [rows, size].</param>
    /// <param name="embeddings">The embedded steps, whose number divides the rows.</param>
    /// <param name="condition">The encoded observations, whose number divides the rows.</param>
    /// <returns>The velocities, of shape [rows, size].</returns>
    public static Tensor OfRows(IFlowPolicy policy, Tensor states, Tensor embeddings, Condition condition)
    {
        Tensor chunks = states.Reshape([states.Shape[0], policy.ActionChunk.Horizon, policy.ActionChunk.ActionDimension]);
        return policy.Velocity(chunks, embeddings, condition).Reshape(states.Shape);
    }

    private static void RequireShared(int rows, int entries, string what)
    {
        if (entries <= 0 || rows % entries != 0)
        {
            throw new ArgumentException($"{rows} chunks cannot be shared evenly among {entries} {what}.");
        }
    }
}
