namespace ReinFlow.Policies;

/// <summary>How a flow explores without a noise net.</summary>
public enum StochasticSampler
{
    /// <summary>
    /// A stochastic differential equation with the marginals of the flow (Flow-GRPO, arXiv 2505.05470): noise σ = a·√((1 − t)/t) and a
    /// drift that takes back what the noise adds.
    /// </summary>
    FlowSde,

    /// <summary>
    /// Every state keeps its shares of action and noise, t and 1 − t; a part of the noise is drawn anew (Flow-CPS, arXiv 2509.05952).
    /// </summary>
    FlowCps,

    /// <summary>Euler's method with noise of one standard deviation added to every state.</summary>
    FixedNoise,
}
