using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>How much Gaussian noise is injected at each denoising step, so that the flow explores: σ(t, o), within bounds.</summary>
/// <remarks>
/// Noise of an application's own enters a run by <c>UseNoise</c>. What it computes of its parameters is learned; gradients flow through
/// whatever it does with the condition, too, unless it stops them (<see cref="Tensor.StopGradient"/>).
/// </remarks>
/// <threadsafety>Reading is thread-safe as long as nobody updates the parameters or the bounds.</threadsafety>
public interface INoiseNet
{
    /// <summary>Gets the parameters; noise without any has <c>new ModuleGroup()</c>.</summary>
    Module Network { get; }

    /// <summary>Gets or sets the bounds between which every standard deviation lies; the noise net itself keeps them.</summary>
    NoiseBounds Bounds { get; set; }

    /// <summary>Sets the bounds that a schedule prescribes for an iteration.</summary>
    /// <param name="iteration">The zero-based iteration.</param>
    /// <param name="iterations">The number of iterations of the run.</param>
    void BeginIteration(int iteration, int iterations);

    /// <summary>Predicts the standard deviation σ(t, o).</summary>
    /// <param name="steps">The S denoising steps.</param>
    /// <param name="stepEmbedding">Their embeddings by the policy, of shape [S, embedding].</param>
    /// <param name="condition">The observations as the policy encodes them, of shape [batch, condition]; see <see cref="Condition"/>.</param>
    /// <returns>The standard deviations, of shape [batch·S, horizon·action]; row r belongs to observation r / S and step r mod S.</returns>
    Tensor StandardDeviation(ReadOnlySpan<DenoisingStep> steps, Tensor stepEmbedding, Condition condition);
}
