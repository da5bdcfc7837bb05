using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Acts with a chain policy.</summary>
public sealed class ChainActionSampler : IActionSampler
{
    private readonly IChainPolicy _policy;
    private readonly SampleMode _mode;

    /// <summary>Initializes a new instance of the <see cref="ChainActionSampler"/> class.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="mode">Whether noise is injected.</param>
    public ChainActionSampler(IChainPolicy policy, SampleMode mode)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _policy = policy;
        _mode = mode;
    }

    /// <inheritdoc/>
    public ActionChunkSpec ActionChunk => _policy.ActionChunk;

    /// <inheritdoc/>
    public int NoiseBlocks => _policy.NoiseBlocks;

    /// <inheritdoc/>
    public Tensor Sample(Observation observation, Tensor noise)
    {
        Tensor chain = _policy.Sample(observation, noise, _mode).Chain;
        return chain.Slice(1, _policy.ChainStates - 1, 1).Reshape([chain.Shape[0], ActionChunk.Horizon, ActionChunk.ActionDimension]);
    }
}
