using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>What imitation learning of a diffusion policy yields: a prediction ε(x, t | o) of the noise in a noised action chunk.</summary>
/// <remarks>
/// The noise level t counts from 0, nearly clean, to one less than the length of the schedule, pure noise. As with
/// <see cref="IFlowPolicy"/>, row r of S·B rows belongs to observation r / S and to noise level r mod S.
/// </remarks>
/// <threadsafety>Reading is thread-safe as long as nobody updates the parameters.</threadsafety>
public interface INoisePredictor
{
    /// <summary>Gets the parameters.</summary>
    Module Network { get; }

    /// <summary>Gets the chunk of actions that the policy predicts.</summary>
    ActionChunkSpec ActionChunk { get; }

    /// <summary>Encodes observations, once per decision.</summary>
    /// <param name="observation">The observations.</param>
    /// <returns>The condition of every denoising step.</returns>
    Condition Encode(Observation observation);

    /// <summary>Embeds noise levels.</summary>
    /// <param name="levels">The noise levels.</param>
    /// <returns>The embeddings, of shape [levels, embedding].</returns>
    Tensor EmbedLevels(ReadOnlySpan<int> levels);

    /// <summary>Predicts the noise ε(x, t | o).</summary>
    /// <param name="chunk">The noised chunks, of shape [rows, horizon, action].</param>
    /// <param name="levelEmbedding">The embedded noise levels, of shape [levels, embedding]; row r uses entry r mod levels.</param>
    /// <param name="condition">The encoded observations, [batch, condition]; row r uses entry r / (rows / batch).</param>
    /// <returns>The noise, of the shape of <paramref name="chunk"/>.</returns>
    Tensor PredictNoise(Tensor chunk, Tensor levelEmbedding, Condition condition);
}
