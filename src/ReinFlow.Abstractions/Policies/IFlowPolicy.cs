using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>What imitation learning yields: a velocity field that carries noise to an action chunk.</summary>
/// <remarks>
/// The rows of <see cref="Velocity"/> may be more than those of the condition and of the step embedding, so that one pass
/// serves many denoising steps: with S steps and B observations there are B·S rows, and row r belongs to observation r / S
/// and to step r mod S.
/// </remarks>
/// <threadsafety>Reading is thread-safe as long as nobody updates the parameters.</threadsafety>
public interface IFlowPolicy
{
    /// <summary>Gets the parameters.</summary>
    Module Network { get; }

    /// <summary>Gets the chunk of actions that the policy predicts.</summary>
    ActionChunkSpec ActionChunk { get; }

    /// <summary>Gets the length of an encoded observation.</summary>
    int ConditionDimension { get; }

    /// <summary>Gets the length of an embedded denoising step.</summary>
    int StepEmbeddingDimension { get; }

    /// <summary>Encodes observations, once per decision.</summary>
    /// <param name="observation">The observations.</param>
    /// <returns>The condition of every denoising step.</returns>
    Condition Encode(Observation observation);

    /// <summary>Embeds denoising steps.</summary>
    /// <param name="steps">The steps.</param>
    /// <returns>The embeddings, of shape [steps, embedding].</returns>
    Tensor EmbedSteps(ReadOnlySpan<DenoisingStep> steps);

    /// <summary>Evaluates the velocity field v(a, t | o).</summary>
    /// <param name="chunk">The partly denoised chunks, of shape [rows, horizon, action].</param>
    /// <param name="stepEmbedding">The embedded steps, of shape [steps, embedding]; row r uses entry r mod steps.</param>
    /// <param name="condition">The encoded observations, [batch, condition]; row r uses entry r / (rows / batch).</param>
    /// <returns>The velocities, of the shape of <paramref name="chunk"/>.</returns>
    Tensor Velocity(Tensor chunk, Tensor stepEmbedding, Condition condition);
}
