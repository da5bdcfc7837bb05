namespace ReinFlow.Algorithms;

/// <summary>The whole state of a <see cref="ReturnScaler"/>.</summary>
/// <param name="Mean">The running mean of the discounted returns.</param>
/// <param name="Variance">Their running variance.</param>
/// <param name="Count">The number of returns seen, plus the small number with which the count starts.</param>
/// <param name="Returns">The discounted return so far of every environment's running episode.</param>
public sealed record ReturnScalerState(double Mean, double Variance, double Count, double[] Returns);
