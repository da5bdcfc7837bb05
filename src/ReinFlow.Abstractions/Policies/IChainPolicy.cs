using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>A policy with a likelihood: a Gaussian Markov chain x⁰ … xᴷ from noise to an action chunk.</summary>
/// <remarks>
/// Every transition is N(mean, std²). Learned noise, diffusion and a Gaussian policy (a chain of length one) differ only in how
/// mean and std follow. How the per-step log-densities are reduced to a probability ratio belongs to the algorithm.
/// </remarks>
/// <threadsafety>Reading is thread-safe as long as nobody updates the parameters.</threadsafety>
public interface IChainPolicy
{
    /// <summary>Gets the parameters that fine-tuning updates.</summary>
    Module Network { get; }

    /// <summary>Gets the chunk of actions that the policy predicts.</summary>
    ActionChunkSpec ActionChunk { get; }

    /// <summary>Gets the number K of denoising steps that have a density, which is that of the log-densities of a chain.</summary>
    int DenoisingSteps { get; }

    /// <summary>
    /// Gets the number of states that a chain holds: the start first, the action chunk last, and between them what <see cref="Evaluate"/>
    /// needs. It exceeds K + 1 where some denoising steps have no density.
    /// </summary>
    int ChainStates => DenoisingSteps + 1;

    /// <summary>Gets the number of noise blocks that <see cref="Sample"/> needs: at least the start and one per noisy denoising step.</summary>
    int NoiseBlocks => DenoisingSteps + 1;

    /// <summary>Gets how many leading actions of a chunk the log-density of a transition counts.</summary>
    int ScoredSteps => ActionChunk.Horizon;

    /// <summary>Gets the bounds of the injected noise, or <see langword="null"/> where there are none.</summary>
    NoiseBounds? NoiseBounds { get; }

    /// <summary>Sets what a schedule prescribes for an iteration, such as the bounds of the noise.</summary>
    /// <param name="iteration">The zero-based iteration.</param>
    /// <param name="iterations">The number of iterations of the run.</param>
    void BeginIteration(int iteration, int iterations);

    /// <summary>Walks denoising chains.</summary>
    /// <param name="observation">The observations.</param>
    /// <param name="noise">Standard normal numbers, of shape [batch, noise blocks, horizon, action].</param>
    /// <param name="mode">Whether noise is injected.</param>
    /// <returns>The chains and the log-densities of their transitions.</returns>
    ChainSample Sample(Observation observation, Tensor noise, SampleMode mode);

    /// <summary>Evaluates all transitions of given chains in one batched pass.</summary>
    /// <param name="chain">The chains, of shape [batch, chain states, horizon, action].</param>
    /// <param name="observation">The observations that they were sampled for.</param>
    /// <returns>Log-densities, entropies and standard deviations per denoising step.</returns>
    ChainLikelihood Evaluate(Tensor chain, Observation observation);
}
