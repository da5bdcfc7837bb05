using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>A flow policy of which one denoising step, drawn anew for every decision, is stochastic; its likelihood is that of this step.</summary>
/// <remarks>
/// The chain holds what scoring needs: the start of the walk, the number of the drawn step (in every component), the states before and after that
/// step, and the action chunk. An update evaluates one velocity for each decision, whatever the number of denoising steps (πRL,
/// arXiv 2510.25889). Names of the parameters: <c>policy.*</c>.
/// </remarks>
public sealed class SingleStepFlowPolicy : IChainPolicy
{
    /// <summary>Blocks of noise: the start, the injected noise, and two from which the step is drawn.</summary>
    private const int Blocks = 4;

    /// <summary>Start, drawn step, state before it, state after it, action chunk.</summary>
    private const int States = 5;

    private readonly IFlowPolicy _policy;
    private readonly DenoisingStep[] _steps;
    private readonly FlowTransitions _exploring;
    private readonly FlowTransitions _acting;
    private readonly float _noiseLimit;

    /// <summary>Initializes a new instance of the <see cref="SingleStepFlowPolicy"/> class.</summary>
    /// <param name="policy">The velocity field.</param>
    /// <param name="chain">The denoising steps; of stochastic steps only the last one has its mean limited.</param>
    /// <param name="options">The sampler, with <see cref="StochasticSteps.OneAtRandom"/>.</param>
    /// <exception cref="ArgumentException">The options are invalid, or do not fit together.</exception>
    public SingleStepFlowPolicy(IFlowPolicy policy, NoisyFlowOptions chain, StochasticSamplerOptions options)
    {
        StochasticFlow.Require(policy, chain, options, StochasticSteps.OneAtRandom);
        _policy = policy;
        _steps = FlowTime.Steps(chain.DenoisingSteps, chain.Grid);
        _exploring = StochasticTransitions.Exploring(_steps, chain, options);
        _acting = StochasticTransitions.Acting(_steps, chain);
        _noiseLimit = chain.NoiseLimit;
        Network = new ModuleGroup(("policy", policy.Network));
    }

    /// <inheritdoc/>
    public Module Network { get; }

    /// <inheritdoc/>
    public ActionChunkSpec ActionChunk => _policy.ActionChunk;

    /// <summary>Gets the number of denoising steps that are scored, which is 1.</summary>
    public int DenoisingSteps => 1;

    /// <inheritdoc/>
    public int ChainStates => States;

    /// <inheritdoc/>
    public int NoiseBlocks => Blocks;

    /// <inheritdoc/>
    public NoiseBounds? NoiseBounds => null;

    /// <inheritdoc/>
    public void BeginIteration(int iteration, int iterations)
    {
    }

    /// <inheritdoc/>
    /// <remarks>In deterministic mode the drawn step is Euler's, too, and is scored against its own mean.</remarks>
    public ChainSample Sample(Observation observation, Tensor noise, SampleMode mode)
    {
        ShapeGuard.Require(noise, [ShapeGuard.Any, Blocks, ActionChunk.Horizon, ActionChunk.ActionDimension]);
        using var drawn = RowDraws.FromNoise(noise.Slice(1, 2, 2), _exploring.Count);
        using var states = new TensorStack(_steps.Length + 1);
        using var means = new TensorStack(_exploring.Count);
        Condition condition = _policy.Encode(observation);
        Tensor embeddings = _policy.EmbedSteps(_steps);
        Tensor injected = Block(noise, 1).Clamp(-_noiseLimit, _noiseLimit);
        states.Items[0] = Block(noise, 0);
        for (int k = 0; k < _steps.Length; k++)
        {
            Tensor velocity = VelocityHead.OfRows(_policy, states.Items[k], embeddings.Slice(0, k, 1), condition);
            Tensor next = _acting.Means(states.Items[k], velocity, k);
            if (k < _exploring.Count)
            {
                bool isNoisy = mode == SampleMode.Stochastic;
                means.Items[k] = isNoisy ? _exploring.Means(states.Items[k], velocity, k) : next;
                next = isNoisy ? drawn.Choose(next, means.Items[k] + (injected * _exploring.StandardDeviations[k]), k) : next;
            }

            states.Items[k + 1] = k == _steps.Length - 1 ? next.Clamp(ActionChunk.Minimum, ActionChunk.Maximum) : next;
        }

        return Record(noise.Engine, states, means, drawn);
    }

    /// <inheritdoc/>
    public ChainLikelihood Evaluate(Tensor chain, Observation observation)
    {
        ShapeGuard.Require(chain, [ShapeGuard.Any, States, ActionChunk.Horizon, ActionChunk.ActionDimension]);
        int batch = chain.Shape[0];
        using var drawn = RowDraws.Read(Block(chain, 1), _exploring.Count);
        TensorEngine engine = chain.Engine;
        Tensor embeddings = engine.GatherRows(_policy.EmbedSteps(_steps.AsSpan(0, _exploring.Count)), drawn.Indices);
        Tensor state = Block(chain, 2);
        Tensor velocity = VelocityHead.OfRows(_policy, state, embeddings, _policy.Encode(observation));
        Tensor means = _exploring.Means(state, velocity, drawn.Indices);
        Tensor deviations = _exploring.Deviations(engine, drawn.Indices, ActionChunk.Size);
        Tensor logDeviations = deviations.Log();
        return new ChainLikelihood(
            GaussianTransition.LogDensity(Block(chain, 3), means, deviations, logDeviations).Reshape([batch, 1]),
            GaussianTransition.Entropy(logDeviations).Reshape([batch, 1]),
            deviations.Reshape([batch, 1, ActionChunk.Size]));
    }

    private ChainSample Record(TensorEngine engine, TensorStack states, TensorStack means, RowDraws drawn)
    {
        int size = ActionChunk.Size;
        using var chain = new TensorStack(States);
        (chain.Items[0], chain.Items[4]) = (states.Items[0], states.Items[^1]);
        chain.Items[1] = drawn.Write(engine, size);
        Tensor walked = states.Join(size);
        Tensor after = drawn.Pick(walked, 1);
        (chain.Items[2], chain.Items[3]) = (drawn.Pick(walked, 0), after);
        Tensor deviations = _exploring.Deviations(engine, drawn.Indices, size);
        Tensor density = GaussianTransition.LogDensity(after, drawn.Pick(means.Join(size), 0), deviations, deviations.Log());
        return new ChainSample(chain.Join(ActionChunk.Horizon, ActionChunk.ActionDimension), density.Reshape([density.Shape[0], 1]));
    }

    private Tensor Block(Tensor chain, int index) => chain.Slice(1, index, 1).Reshape([chain.Shape[0], ActionChunk.Size]);
}
