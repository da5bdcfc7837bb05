namespace ReinFlow.Algorithms;

/// <summary>What the loss of a minibatch, or the share of a micro-batch in it, amounts to.</summary>
/// <param name="PolicyLoss">The clipped policy loss.</param>
/// <param name="ValueLoss">Half the mean squared error of the values.</param>
/// <param name="Entropy">The entropy rate.</param>
/// <param name="Regularization">The penalty.</param>
/// <param name="ApproximateKl">mean((r − 1) − log r).</param>
/// <param name="ClipFraction">The share of ratios outside of their clip range.</param>
/// <param name="Ratio">The mean ratio.</param>
/// <param name="RatioDistance">mean |r − 1|.</param>
/// <param name="NoiseDeviation">The mean standard deviation of the injected noise.</param>
/// <param name="Value">The mean value.</param>
/// <param name="LimitedShare">The share of log-densities beyond their limits.</param>
internal readonly record struct MinibatchStatistics(
    double PolicyLoss,
    double ValueLoss,
    double Entropy,
    double Regularization,
    double ApproximateKl,
    double ClipFraction,
    double Ratio,
    double RatioDistance,
    double NoiseDeviation,
    double Value,
    double LimitedShare)
{
    public bool IsFinite => double.IsFinite(PolicyLoss + ValueLoss + Entropy + Regularization + ApproximateKl + NoiseDeviation + Value);

    public static MinibatchStatistics operator +(MinibatchStatistics left, MinibatchStatistics right) => new(
        left.PolicyLoss + right.PolicyLoss,
        left.ValueLoss + right.ValueLoss,
        left.Entropy + right.Entropy,
        left.Regularization + right.Regularization,
        left.ApproximateKl + right.ApproximateKl,
        left.ClipFraction + right.ClipFraction,
        left.Ratio + right.Ratio,
        left.RatioDistance + right.RatioDistance,
        left.NoiseDeviation + right.NoiseDeviation,
        left.Value + right.Value,
        left.LimitedShare + right.LimitedShare);
}
