namespace ReinFlow.FineTuning;

/// <summary>What the updates of one iteration did; means over the minibatches unless said otherwise.</summary>
/// <param name="PolicyLoss">The clipped policy loss.</param>
/// <param name="ValueLoss">Half the mean squared error of the values.</param>
/// <param name="Entropy">The entropy rate of the chain, per denoising step and action component.</param>
/// <param name="RegularizationLoss">The penalty that keeps the policy near the one it started from; 0 when off.</param>
/// <param name="ApproximateKl">The estimate mean((r − 1) − log r) of the divergence from the policy that collected the rollout.</param>
/// <param name="ClipFraction">The share of the samples whose probability ratio left the clip range.</param>
/// <param name="ProbabilityRatio">The mean probability ratio.</param>
/// <param name="ExplainedVariance">1 − Var(return − value) / Var(return) before the update.</param>
/// <param name="NoiseDeviation">The mean standard deviation of the injected noise.</param>
/// <param name="PolicyGradientNorm">The norm of the policy's gradient before clipping.</param>
/// <param name="ValueGradientNorm">The norm of the critic's gradient before clipping.</param>
/// <param name="Minibatches">The number of minibatches before the end or the KL stop.</param>
/// <param name="StoppedByKl">Whether the KL stop ended the updates early.</param>
/// <param name="PolicyLearningRate">The learning rate of the policy.</param>
/// <param name="ValueLearningRate">The learning rate of the critic.</param>
public sealed record UpdateStatistics(
    double PolicyLoss,
    double ValueLoss,
    double Entropy,
    double RegularizationLoss,
    double ApproximateKl,
    double ClipFraction,
    double ProbabilityRatio,
    double ExplainedVariance,
    double NoiseDeviation,
    double PolicyGradientNorm,
    double ValueGradientNorm,
    int Minibatches,
    bool StoppedByKl,
    double PolicyLearningRate,
    double ValueLearningRate)
{
    /// <summary>Gets the share of the samples whose log-density lies beyond its limits, where it has no gradient; 0 without limits.</summary>
    public double LimitedDensityShare { get; init; }
}
