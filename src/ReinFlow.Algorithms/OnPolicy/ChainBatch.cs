using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>What an objective needs to know of the samples of a micro-batch, beside what the current parameters say of them.</summary>
/// <param name="ActionChunk">The chunk of actions.</param>
/// <param name="ScoredSteps">How many leading actions of a chunk the log-densities count.</param>
/// <param name="InitialLogDensity">The log-density of the chain's start under the standard normal distribution, of shape [batch].</param>
/// <param name="LogDensity">The log-densities of the transitions when the chain was walked, of shape [batch, K].</param>
/// <param name="Advantage">The advantages, normalised over the whole minibatch, of shape [batch].</param>
/// <param name="Weight">The share of each sample in the mean over the minibatch, of shape [batch].</param>
public readonly record struct ChainBatch(
    ActionChunkSpec ActionChunk,
    int ScoredSteps,
    Tensor InitialLogDensity,
    Tensor LogDensity,
    Tensor Advantage,
    Tensor Weight);
