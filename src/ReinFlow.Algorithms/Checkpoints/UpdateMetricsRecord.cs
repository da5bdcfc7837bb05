namespace ReinFlow.Algorithms;

/// <summary>The sums behind the metrics of an iteration that is not complete.</summary>
/// <param name="Sums">The sums, in the order of the metrics.</param>
/// <param name="Counts">The measurements in every sum.</param>
public sealed record UpdateMetricsRecord(IReadOnlyList<double> Sums, IReadOnlyList<int> Counts);
