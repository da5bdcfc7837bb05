using ReinFlow.Policies;

namespace ReinFlow.Algorithms;

/// <summary>Turns the log-densities of denoising chains and advantages into a policy loss: what on-policy algorithms differ in.</summary>
/// <remarks>ReinFlow takes one probability ratio per chain; DPPO takes one per denoising step, each with a clip range of its own.</remarks>
/// <threadsafety>Thread-safe.</threadsafety>
public interface IChainObjective
{
    /// <summary>Gets the clip ranges, one per ratio of a sample.</summary>
    ReadOnlySpan<float> ClipRanges { get; }

    /// <summary>Computes a micro-batch's share of the loss; the shares of a minibatch add up to its mean.</summary>
    /// <param name="batch">The samples.</param>
    /// <param name="likelihood">What the current parameters say of their chains.</param>
    /// <returns>The loss.</returns>
    ChainLoss Compute(ChainBatch batch, ChainLikelihood likelihood);
}
