using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Walks and scores the denoising chain of a flow whose leading transitions are stochastic.</summary>
internal sealed class FlowChain
{
    private readonly IFlowPolicy _policy;
    private readonly Func<Tensor, Condition, Tensor> _deviations;
    private readonly float _noiseLimit;
    private readonly DenoisingStep[] _steps;
    private readonly FlowTransitions _exploring;
    private readonly FlowTransitions _acting;

    /// <summary>Initializes a new instance of the <see cref="FlowChain"/> class.</summary>
    /// <param name="policy">The velocity field.</param>
    /// <param name="steps">The K denoising steps.</param>
    /// <param name="exploring">The F ≤ K stochastic transitions, the first ones.</param>
    /// <param name="acting">The K transitions without injected noise.</param>
    /// <param name="deviations">Gives the standard deviations, of shape [batch·F, size], for the embedded stochastic steps and a condition.</param>
    /// <param name="noiseLimit">The magnitude, in standard deviations, to which injected noise is limited.</param>
    public FlowChain(
        IFlowPolicy policy,
        DenoisingStep[] steps,
        FlowTransitions exploring,
        FlowTransitions acting,
        Func<Tensor, Condition, Tensor> deviations,
        float noiseLimit)
    {
        (_policy, _steps, _exploring, _acting) = (policy, steps, exploring, acting);
        (_deviations, _noiseLimit) = (deviations, noiseLimit);
    }

    private ActionChunkSpec ActionChunk => _policy.ActionChunk;

    private int Scored => _exploring.Count;

    /// <inheritdoc cref="IChainPolicy.Sample"/>
    public ChainSample Sample(Observation observation, Tensor noise, SampleMode mode)
    {
        Require(noise, Scored + 1);
        int batch = noise.Shape[0];
        Condition condition = _policy.Encode(observation);
        Tensor embeddings = _policy.EmbedSteps(_steps);
        Tensor deviations = _deviations(Leading(embeddings), condition);
        Tensor perStep = deviations.Reshape([batch, Scored, ActionChunk.Size]);

        using var states = new TensorStack(_steps.Length + 1);
        using var means = new TensorStack(Scored);
        states.Items[0] = Block(noise, 0);
        for (int k = 0; k < _steps.Length; k++)
        {
            bool isStochastic = mode == SampleMode.Stochastic && k < Scored;
            FlowTransitions transitions = isStochastic ? _exploring : _acting;
            Tensor mean = transitions.Means(states.Items[k], VelocityHead.OfRows(_policy, states.Items[k], embeddings.Slice(0, k, 1), condition), k);
            Tensor next = isStochastic
                ? mean + (perStep.Slice(1, k, 1).Reshape(mean.Shape) * Block(noise, k + 1).Clamp(-_noiseLimit, _noiseLimit))
                : mean;
            if (k < Scored)
            {
                means.Items[k] = mean;
            }

            states.Items[k + 1] = k == _steps.Length - 1 ? next.Clamp(ActionChunk.Minimum, ActionChunk.Maximum) : next;
        }

        Tensor chain = states.Join(ActionChunk.Horizon, ActionChunk.ActionDimension);
        Tensor mu = means.Join(ActionChunk.Size).Reshape(deviations.Shape);
        return new ChainSample(chain, PerChain(GaussianTransition.LogDensity(Part(chain, 1), mu, deviations, deviations.Log()), batch));
    }

    /// <inheritdoc cref="IChainPolicy.Evaluate"/>
    public ChainLikelihood Evaluate(Tensor chain, Observation observation)
    {
        Require(chain, _steps.Length + 1);
        int batch = chain.Shape[0];
        Condition condition = _policy.Encode(observation);
        Tensor embeddings = _policy.EmbedSteps(_steps.AsSpan(0, Scored));
        Tensor deviations = _deviations(embeddings, condition);
        Tensor logDeviations = deviations.Log();
        Tensor starts = Part(chain, 0);
        Tensor means = _exploring.Means(starts, VelocityHead.OfRows(_policy, starts, embeddings, condition));
        return new ChainLikelihood(
            PerChain(GaussianTransition.LogDensity(Part(chain, 1), means, deviations, logDeviations), batch),
            PerChain(GaussianTransition.Entropy(logDeviations), batch),
            deviations.Reshape([batch, Scored, ActionChunk.Size]));
    }

    private Tensor Leading(Tensor embeddings) => Scored == _steps.Length ? embeddings : embeddings.Slice(0, 0, Scored);

    private Tensor Block(Tensor noise, int index) => noise.Slice(1, index, 1).Reshape([noise.Shape[0], ActionChunk.Size]);

    /// <summary>Takes as many states of a chain as it has stochastic transitions, of shape [batch·F, size].</summary>
    private Tensor Part(Tensor chain, int start) => chain.Slice(1, start, Scored).Reshape([chain.Shape[0] * Scored, ActionChunk.Size]);

    private Tensor PerChain(Tensor rows, int batch) => rows.Reshape([batch, Scored]);

    private void Require(Tensor chain, int blocks) =>
        ShapeGuard.Require(chain, [ShapeGuard.Any, blocks, ActionChunk.Horizon, ActionChunk.ActionDimension]);
}
