using System.Diagnostics;

namespace ReinFlow.Limits;

/// <summary>Times work that is done again and again.</summary>
public static class Timing
{
    /// <summary>Repeats work for about a given time and takes the median, after a warm-up. Work that takes longer is timed once.</summary>
    /// <param name="work">The work.</param>
    /// <param name="seconds">How long to go on.</param>
    /// <returns>The seconds of one repetition.</returns>
    public static double Median(Action work, double seconds)
    {
        ArgumentNullException.ThrowIfNull(work);
        work();
        double once = Once(work);
        if (once > seconds)
        {
            return once;
        }

        int batch = (int)Math.Clamp(seconds / 20.0 / Math.Max(once, 1e-9), 1.0, 1e6);
        var samples = new List<double>();
        long start = Stopwatch.GetTimestamp();
        do
        {
            samples.Add(Batch(work, batch));
        }
        while (samples.Count < 3 || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);

        return Median(samples);
    }

    /// <summary>Times work once.</summary>
    /// <param name="work">The work.</param>
    /// <returns>Its seconds.</returns>
    public static double Once(Action work) => Batch(work, 1);

    /// <summary>Takes the middle of numbers.</summary>
    /// <param name="samples">The numbers, at least one.</param>
    /// <returns>The median.</returns>
    public static double Median(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : 0.5 * (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]);
    }

    private static double Batch(Action work, int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            work();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / count;
    }
}
