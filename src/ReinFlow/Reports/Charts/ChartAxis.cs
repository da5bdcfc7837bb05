namespace ReinFlow.Reports;

/// <summary>One axis: its range, its ticks, and where a value lies.</summary>
internal sealed class ChartAxis
{
    private const double WideRange = 100;

    private static readonly double[] Steps = [1, 2, 2.5, 5, 10];
    private static readonly double[] Mantissas = [1, 2, 5];

    private readonly bool _isLogarithmic;
    private readonly bool _isPercent;

    private ChartAxis(double minimum, double maximum, IReadOnlyList<double> ticks, bool isLogarithmic, bool isPercent)
    {
        (Minimum, Maximum, Ticks) = (minimum, maximum, ticks);
        (_isLogarithmic, _isPercent) = (isLogarithmic, isPercent);
    }

    public double Minimum { get; }

    public double Maximum { get; }

    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Makes a horizontal axis, which ends where the data end.</summary>
    public static ChartAxis Horizontal(IReadOnlyCollection<double> values, int ticks)
    {
        (double low, double high) = Range(values);
        (low, high) = low == high ? (low, low + 1) : (low > 0 && low < 0.1 * high ? 0 : low, high);
        double step = NiceStep((high - low) / ticks);
        step = values.All(double.IsInteger) ? Math.Max(step, 1) : step;
        return new ChartAxis(low, high, [.. Multiples(step, low, high)], isLogarithmic: false, isPercent: false);
    }

    /// <summary>Makes a vertical axis, which begins and ends at a tick.</summary>
    public static ChartAxis Vertical(IReadOnlyCollection<double> values, ChartScale scale, int ticks)
    {
        (double low, double high) = Range(values);
        if (scale == ChartScale.LogarithmicIfWide && low > 0 && high / low >= WideRange)
        {
            return Logarithmic(low, high);
        }

        bool isPercent = scale == ChartScale.Percent;
        if (low >= 0 && low < 0.4 * high)
        {
            low = 0;
        }

        if (low == high)
        {
            double room = low == 0 ? 0.5 : 0.1 * Math.Abs(low);
            (low, high) = (isPercent || low == 0 ? 0 : low - room, isPercent ? 1 : high + room);
        }

        double step = NiceStep((high - low) / ticks);
        (low, high) = (Math.Floor((low / step) + 1e-9) * step, Math.Ceiling((high / step) - 1e-9) * step);
        return new ChartAxis(low, isPercent ? Math.Min(high, Math.Max(1, low + step)) : high, [.. Multiples(step, low, high)], false, isPercent);
    }

    /// <summary>Gets where a value lies between the ends of the axis, 0 to 1.</summary>
    public double Share(double value)
    {
        double held = Math.Clamp(value, Minimum, Maximum);
        return _isLogarithmic ? Math.Log(held / Minimum) / Math.Log(Maximum / Minimum) : (held - Minimum) / (Maximum - Minimum);
    }

    public string Label(double tick) => _isPercent ? NumberText.Percent(tick) : NumberText.Tick(tick, Ticks.Count > 1 && !_isLogarithmic ? Ticks[1] - Ticks[0] : 0);

    private static ChartAxis Logarithmic(double low, double high)
    {
        int first = (int)Math.Floor(Math.Log10(low));
        int last = (int)Math.Ceiling(Math.Log10(high));
        int stride = 1 + ((last - first) / 6);
        double[] mantissas = last - first <= 2 ? Mantissas : [1];
        double[] ticks =
        [
            .. Enumerable.Range(first, last - first + 1)
                .Where(exponent => (exponent - first) % stride == 0)
                .SelectMany(exponent => mantissas.Select(mantissa => mantissa * Math.Pow(10, exponent))),
        ];
        double start = ticks.LastOrDefault(tick => tick <= low, ticks[0]);
        double end = ticks.FirstOrDefault(tick => tick >= high, Math.Pow(10, last));
        return new ChartAxis(start, end, [.. ticks.Where(tick => tick >= start && tick <= end)], isLogarithmic: true, isPercent: false);
    }

    private static (double Low, double High) Range(IEnumerable<double> values)
    {
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values)
        {
            if (double.IsFinite(value))
            {
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }

        return low <= high ? (low, high) : (0, 1);
    }

    private static double NiceStep(double step)
    {
        double decade = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return decade * Steps.First(nice => nice * decade >= step * (1 - 1e-9));
    }

    private static IEnumerable<double> Multiples(double step, double low, double high)
    {
        for (double factor = Math.Ceiling((low / step) - 1e-9); factor * step <= high + (1e-9 * step); factor++)
        {
            // Adding zero turns minus zero into zero.
            yield return (factor * step) + 0.0;
        }
    }
}
