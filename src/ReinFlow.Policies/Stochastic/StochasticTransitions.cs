namespace ReinFlow.Policies;

/// <summary>The transitions of the samplers that need no noise net, as they follow from the velocity of a flow.</summary>
/// <remarks>
/// <para>
/// A flow from noise ε to data x¹ along x = (1 − t)·ε + t·x¹ has the velocity v = E[x¹ − ε | x], so that E[ε | x] = x − t·v and
/// E[x¹ | x] = x + (1 − t)·v. Its score is ∇ log p = −E[ε | x]/(1 − t).
/// </para>
/// <para>
/// Flow-SDE: dx = [v + g²/2·∇ log p] dt + g dW has the marginals of the flow for any g(t), as the Fokker–Planck equation shows: the
/// divergence of p·g²/2·∇ log p is what g²/2·Δp adds. With g = a·√((1 − t)/t) the drift is v − a²/(2t)·(x − t·v). A step of
/// Euler–Maruyama has mean (1 − c)·x + (Δt + c·t)·v with c = a²·Δt/(2t), and standard deviation g·√Δt. At t = 0, where g is infinite,
/// it is that of the next flow time, as in the papers' code.
/// </para>
/// <para>
/// Flow-CPS: x′ = t′·E[x¹ | x] + (1 − t′)·(cos(η·π/2)·E[ε | x] + sin(η·π/2)·z) keeps the shares t′ and 1 − t′. At t′ = 1 nothing is
/// injected.
/// </para>
/// </remarks>
internal static class StochasticTransitions
{
    /// <summary>Lists the stochastic transitions, which are the first ones of the chain; where nothing is injected there is none.</summary>
    /// <param name="steps">The denoising steps.</param>
    /// <param name="chain">The chain, whose limit of the mean holds for the last state only: noise may carry the ones before beyond it.</param>
    /// <param name="options">The sampler.</param>
    /// <returns>The transitions.</returns>
    public static FlowTransitions Exploring(DenoisingStep[] steps, NoisyFlowOptions chain, StochasticSamplerOptions options) => new(
    [
        .. steps.Select(step => Create(step, options) with { MeanLimit = Limit(step, steps, chain) })
            .Select(transition => transition with { StandardDeviation = Math.Max(transition.StandardDeviation, chain.MinimumStandardDeviation) })
            .TakeWhile(transition => transition.StandardDeviation > 0),
    ]);

    /// <summary>Lists the deterministic transitions: Euler's method, as the policy acts after imitation.</summary>
    /// <param name="steps">The denoising steps.</param>
    /// <param name="chain">The chain, whose limit of the mean holds for every state.</param>
    /// <returns>The transitions.</returns>
    public static FlowTransitions Acting(DenoisingStep[] steps, NoisyFlowOptions chain) =>
        new([.. steps.Select(step => FlowTransition.Euler(step, chain.MeanLimit))]);

    private static FlowTransition Create(DenoisingStep step, StochasticSamplerOptions options) => options.Sampler switch
    {
        StochasticSampler.FlowSde => Sde(step, options.NoiseLevel),
        StochasticSampler.FlowCps => Cps(step, options.NoiseLevel),
        StochasticSampler.FixedNoise => FlowTransition.Euler(step, null) with { StandardDeviation = options.FixedStandardDeviation },
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Sampler, "Choose FlowSde, FlowCps or FixedNoise."),
    };

    private static FlowTransition Sde(DenoisingStep step, double level)
    {
        (double time, double size) = (step.Time, step.StepSize);
        double noisyTime = Math.Max(time, size);
        double variance = level * level * (1.0 - noisyTime) / noisyTime * size;
        double correction = variance / (2.0 * (1.0 - time));
        return new FlowTransition(
            (float)(1.0 - correction), (float)(size + (correction * time)), float.PositiveInfinity, (float)Math.Sqrt(Math.Max(variance, 0.0)));
    }

    private static FlowTransition Cps(DenoisingStep step, double level)
    {
        double time = step.Time;
        double next = step.Index == LastIndex(step) ? 1.0 : time + step.StepSize;
        double kept = (1.0 - next) * Math.Cos(level * Math.PI / 2.0);
        return new FlowTransition(
            (float)(next + kept),
            (float)((next * (1.0 - time)) - (kept * time)),
            float.PositiveInfinity,
            (float)((1.0 - next) * Math.Sin(level * Math.PI / 2.0)));
    }

    /// <remarks>Ends at 1 exactly, which the rounded sum of time and step size may miss.</remarks>
    private static int LastIndex(DenoisingStep step) => (int)Math.Round(1.0 / step.StepSize) - 1;

    private static float Limit(DenoisingStep step, DenoisingStep[] steps, NoisyFlowOptions chain) =>
        step.Index == steps.Length - 1 && chain.MeanLimit is { } limit ? limit : float.PositiveInfinity;
}
