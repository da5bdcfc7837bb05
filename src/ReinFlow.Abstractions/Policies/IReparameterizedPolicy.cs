using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>A policy whose sample is a differentiable function of noise and whose density is known in closed form.</summary>
/// <threadsafety>Reading is thread-safe as long as nobody updates the parameters.</threadsafety>
public interface IReparameterizedPolicy
{
    /// <summary>Gets the parameters.</summary>
    Module Network { get; }

    /// <summary>Gets the chunk of actions that the policy predicts.</summary>
    ActionChunkSpec ActionChunk { get; }

    /// <summary>Samples action chunks; the gradient flows to the parameters through sample and density.</summary>
    /// <param name="observation">The observations.</param>
    /// <param name="noise">Standard normal numbers, of shape [batch, horizon·action].</param>
    /// <returns>The chunks and the logarithms of their densities.</returns>
    ReparameterizedSample Sample(Observation observation, Tensor noise);

    /// <summary>Gets the chunks in the middle of the distribution: how the policy acts without exploring.</summary>
    /// <param name="observation">The observations.</param>
    /// <returns>The chunks, of shape [batch, horizon·action].</returns>
    Tensor Center(Observation observation);

    /// <summary>Makes a network of the same shape whose parameters belong to no store yet.</summary>
    /// <returns>The policy.</returns>
    IReparameterizedPolicy CreateTwin();
}
