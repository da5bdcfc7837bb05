using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Turns observations and noise into action chunks: all that acting and evaluating need of a policy.</summary>
/// <threadsafety>Reading is thread-safe as long as nobody updates the parameters.</threadsafety>
public interface IActionSampler
{
    /// <summary>Gets the chunk of actions that is sampled.</summary>
    ActionChunkSpec ActionChunk { get; }

    /// <summary>Gets the number of noise blocks that one chunk needs.</summary>
    int NoiseBlocks { get; }

    /// <summary>Samples action chunks.</summary>
    /// <param name="observation">The observations.</param>
    /// <param name="noise">Standard normal numbers, of shape [batch, noise blocks, horizon, action].</param>
    /// <returns>The action chunks, of shape [batch, horizon, action], within the bounds of the spec.</returns>
    Tensor Sample(Observation observation, Tensor noise);
}
