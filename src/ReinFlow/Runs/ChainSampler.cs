using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Runs;

/// <summary>Carries given noise to action chunks, and draws none.</summary>
/// <param name="Network">The networks, under the names of a checkpoint.</param>
/// <param name="ActionChunk">The sizes of an action chunk.</param>
/// <param name="SampleChain">
/// Takes observations and starts of shape [batch, 1, horizon, action] to all states of shape [batch, K + 1, horizon, action].
/// </param>
internal sealed record ChainSampler(Module Network, ActionChunkSpec ActionChunk, Func<Observation, Tensor, Tensor> SampleChain) : IActionSampler
{
    /// <inheritdoc/>
    public int NoiseBlocks => 1;

    /// <inheritdoc/>
    public Tensor Sample(Observation observation, Tensor noise)
    {
        Tensor chain = SampleChain(observation, noise);
        return chain.Slice(1, chain.Shape[1] - 1, 1).Reshape([chain.Shape[0], ActionChunk.Horizon, ActionChunk.ActionDimension]);
    }
}
