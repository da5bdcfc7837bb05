namespace ReinFlow.Algorithms;

/// <summary>Count, sum and sum of squares of numbers: adding two of them gives those of all numbers together.</summary>
/// <param name="Count">The number of numbers.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="SumOfSquares">The sum of their squares.</param>
internal readonly record struct SampleSums(double Count, double Sum, double SumOfSquares)
{
    /// <summary>Gets the mean; not a number if there are no numbers.</summary>
    public double Mean => Sum / Count;

    /// <summary>Gets the variance with the divisor n.</summary>
    public double PopulationVariance => SquaredDeviations / Count;

    /// <summary>Gets the variance with the divisor n − 1.</summary>
    public double SampleVariance => SquaredDeviations / (Count - 1);

    private double SquaredDeviations => Count > 0 ? Math.Max(0.0, SumOfSquares - (Sum * Sum / Count)) : double.NaN;

    public static SampleSums operator +(SampleSums left, SampleSums right) =>
        new(left.Count + right.Count, left.Sum + right.Sum, left.SumOfSquares + right.SumOfSquares);

    /// <summary>Adds one number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="weight">How often it counts.</param>
    /// <returns>The sums with the number.</returns>
    public SampleSums With(double value, double weight = 1.0) =>
        new(Count + weight, Sum + (weight * value), SumOfSquares + (weight * value * value));
}
