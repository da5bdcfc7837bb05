using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>How much Gaussian noise is injected at each denoising step, so that the flow explores: σ(t, o), within bounds.</summary>
/// <threadsafety>Reading is thread-safe as long as nobody updates the parameters or the bounds.</threadsafety>
public interface INoiseNet
{
    /// <summary>Gets the parameters; none for fixed noise.</summary>
    Module Network { get; }

    /// <summary>Gets or sets the bounds between which every standard deviation lies.</summary>
    NoiseBounds Bounds { get; set; }

    /// <summary>Sets the bounds that a schedule prescribes for an iteration.</summary>
    /// <param name="iteration">The zero-based iteration.</param>
    /// <param name="iterations">The number of iterations of the run.</param>
    void BeginIteration(int iteration, int iterations);

    /// <summary>Predicts the standard deviation σ(t, o).</summary>
    /// <param name="steps">The S denoising steps.</param>
    /// <param name="stepEmbedding">Their embeddings by the policy, of shape [S, embedding].</param>
    /// <param name="condition">The encoded observations, of shape [batch, condition].</param>
    /// <returns>The standard deviations, of shape [batch·S, horizon·action]; row r belongs to observation r / S and step r mod S.</returns>
    Tensor StandardDeviation(ReadOnlySpan<DenoisingStep> steps, Tensor stepEmbedding, Condition condition);
}
