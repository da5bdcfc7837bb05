namespace ReinFlow.Runs;

/// <summary>How numbers are spread. Quantiles lie between the nearest two numbers, in proportion.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The standard deviation of the population.</param>
/// <param name="Minimum">The smallest number.</param>
/// <param name="LowerQuartile">A quarter of the numbers is smaller.</param>
/// <param name="Median">Half of the numbers is smaller.</param>
/// <param name="UpperQuartile">Three quarters of the numbers are smaller.</param>
/// <param name="Maximum">The largest number.</param>
public sealed record Distribution(
    double Mean,
    double StandardDeviation,
    double Minimum,
    double LowerQuartile,
    double Median,
    double UpperQuartile,
    double Maximum)
{
    /// <summary>Sums up numbers.</summary>
    /// <param name="values">The numbers, at least one.</param>
    /// <returns>Their distribution.</returns>
    /// <exception cref="ArgumentException">There is no number.</exception>
    public static Distribution Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
        {
            throw new ArgumentException("A distribution needs at least one number.", nameof(values));
        }

        double mean = sorted.Average();
        double variance = sorted.Average(value => (value - mean) * (value - mean));
        return new Distribution(
            mean, Math.Sqrt(variance), sorted[0], Quantile(sorted, 0.25), Quantile(sorted, 0.5), Quantile(sorted, 0.75), sorted[^1]);
    }

    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
