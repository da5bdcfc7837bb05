using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Runs;

/// <summary>Carries given noise to action chunks, and draws none.</summary>
/// <param name="Network">The networks, under the names of a checkpoint.</param>
/// <param name="SampleChain">
/// Takes observations and starts of shape [batch, 1, horizon, action] to all states of shape [batch, K + 1, horizon, action].
/// </param>
internal sealed record ChainSampler(Module Network, Func<Observation, Tensor, Tensor> SampleChain);
