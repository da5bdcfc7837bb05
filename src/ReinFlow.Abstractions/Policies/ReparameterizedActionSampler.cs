using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Acts with a reparameterised policy: by samples of its distribution, or by the middle of it.</summary>
public sealed class ReparameterizedActionSampler : IActionSampler
{
    private readonly IReparameterizedPolicy _policy;
    private readonly SampleMode _mode;

    /// <summary>Initializes a new instance of the <see cref="ReparameterizedActionSampler"/> class.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="mode">Whether noise is injected.</param>
    public ReparameterizedActionSampler(IReparameterizedPolicy policy, SampleMode mode)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _policy = policy;
        _mode = mode;
    }

    /// <inheritdoc/>
    public ActionChunkSpec ActionChunk => _policy.ActionChunk;

    /// <inheritdoc/>
    public int NoiseBlocks => 1;

    /// <inheritdoc/>
    public Tensor Sample(Observation observation, Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        int batch = noise.Shape[0];
        Tensor actions = _mode == SampleMode.Deterministic
            ? _policy.Center(observation)
            : _policy.Sample(observation, noise.Reshape([batch, ActionChunk.Size])).Actions;
        return actions.Reshape([batch, ActionChunk.Horizon, ActionChunk.ActionDimension]);
    }
}
