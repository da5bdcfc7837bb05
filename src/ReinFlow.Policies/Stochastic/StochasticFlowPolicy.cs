using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>A flow policy whose denoising steps are stochastic without a noise net; its likelihood is that of the whole chain.</summary>
/// <remarks>
/// Where the last denoising step injects no noise, as that of <see cref="StochasticSampler.FlowCps"/>, it has no density: the chain holds
/// it, but it is not scored. Samples that are limited are scored with the plain density. Names of the parameters: <c>policy.*</c>.
/// </remarks>
public sealed class StochasticFlowPolicy : IChainPolicy
{
    private readonly IFlowPolicy _policy;
    private readonly FlowTransitions _exploring;
    private readonly FlowChain _chain;

    /// <summary>Initializes a new instance of the <see cref="StochasticFlowPolicy"/> class.</summary>
    /// <param name="policy">The velocity field.</param>
    /// <param name="chain">The denoising steps; of stochastic steps only the last one has its mean limited.</param>
    /// <param name="options">The sampler, with <see cref="StochasticSteps.All"/>.</param>
    /// <exception cref="ArgumentException">The options are invalid, or do not fit together.</exception>
    public StochasticFlowPolicy(IFlowPolicy policy, NoisyFlowOptions chain, StochasticSamplerOptions options)
    {
        StochasticFlow.Require(policy, chain, options, StochasticSteps.All);
        _policy = policy;
        DenoisingStep[] steps = FlowTime.Steps(chain.DenoisingSteps, chain.Grid);
        _exploring = StochasticTransitions.Exploring(steps, chain, options);
        _chain = new FlowChain(policy, steps, _exploring, StochasticTransitions.Acting(steps, chain), Deviations, chain.NoiseLimit);
        ChainStates = steps.Length + 1;
        Network = new ModuleGroup(("policy", policy.Network));
    }

    /// <inheritdoc/>
    public Module Network { get; }

    /// <inheritdoc/>
    public ActionChunkSpec ActionChunk => _policy.ActionChunk;

    /// <summary>Gets the number of stochastic denoising steps, which are those that have a density.</summary>
    public int DenoisingSteps => _exploring.Count;

    /// <inheritdoc/>
    public int ChainStates { get; }

    /// <inheritdoc/>
    public NoiseBounds? NoiseBounds => null;

    /// <summary>Gets the standard deviation of every stochastic denoising step.</summary>
    public ReadOnlySpan<float> StandardDeviations => _exploring.StandardDeviations;

    /// <inheritdoc/>
    public void BeginIteration(int iteration, int iterations)
    {
    }

    /// <inheritdoc/>
    /// <remarks>In deterministic mode the steps are Euler's, without noise and its correction; they are scored against their own means.</remarks>
    public ChainSample Sample(Observation observation, Tensor noise, SampleMode mode) => _chain.Sample(observation, noise, mode);

    /// <inheritdoc/>
    public ChainLikelihood Evaluate(Tensor chain, Observation observation) => _chain.Evaluate(chain, observation);

    private Tensor Deviations(Tensor embeddings, Condition condition)
    {
        Tensor embedding = condition.Embedding;
        return _exploring.Deviations(embedding.Engine, embedding.Shape[0], ActionChunk.Size);
    }
}
