using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Acts with a flow policy: carries noise to an action chunk by Euler's method. Only the start is random.</summary>
public sealed class EulerSampler : IActionSampler
{
    private readonly IFlowPolicy _policy;
    private readonly EulerIntegrator _integrator;

    /// <summary>Initializes a new instance of the <see cref="EulerSampler"/> class.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="options">The steps.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public EulerSampler(IFlowPolicy policy, EulerSamplerOptions options)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _policy = policy;
        _integrator = new EulerIntegrator(options);
    }

    /// <inheritdoc/>
    public ActionChunkSpec ActionChunk => _policy.ActionChunk;

    /// <inheritdoc/>
    public int NoiseBlocks => 1;

    /// <inheritdoc/>
    public Tensor Sample(Observation observation, Tensor noise) => _integrator.Integrate(_policy, observation, Start(noise));

    /// <summary>Samples action chunks and shows the way to them.</summary>
    /// <param name="observation">The observations.</param>
    /// <param name="noise">Standard normal numbers, of shape [batch, 1, horizon, action].</param>
    /// <returns>The states x⁰ … xᴷ, of shape [batch, K + 1, horizon, action]; the last one is the action chunk.</returns>
    public Tensor SampleChain(Observation observation, Tensor noise)
    {
        using var states = new TensorStack(_integrator.Count + 1);
        _integrator.Integrate(_policy, observation, Start(noise), states.Items);
        return states.Join(ActionChunk.Horizon, ActionChunk.ActionDimension);
    }

    private Tensor Start(Tensor noise)
    {
        ShapeGuard.Require(noise, [ShapeGuard.Any, 1, ActionChunk.Horizon, ActionChunk.ActionDimension]);
        return noise.Reshape([noise.Shape[0], ActionChunk.Horizon, ActionChunk.ActionDimension]);
    }
}
