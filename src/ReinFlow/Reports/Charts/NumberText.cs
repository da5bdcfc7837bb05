using System.Globalization;

namespace ReinFlow.Reports;

/// <summary>Numbers as people read them on axes and in tables, the same in every culture.</summary>
internal static class NumberText
{
    public const string Missing = "–";

    private const double Million = 1e6;
    private const double Thousand = 1e3;

    /// <summary>Labels a tick of an axis.</summary>
    /// <param name="value">The tick.</param>
    /// <param name="step">The distance to the next one, which says how many digits are needed.</param>
    public static string Tick(double value, double step)
    {
        double size = Math.Abs(value);
        if (size < 1e-12)
        {
            return "0";
        }

        if (size < 1e-3)
        {
            return Power(value);
        }

        return size >= Million ? Digits(value / Million, step / Million) + "M"
            : size >= 10 * Thousand ? Digits(value / Thousand, step / Thousand) + "k"
            : Digits(value, step);
    }

    public static string Percent(double share) => Shortest(100 * share, 1) + " %";

    /// <summary>A value with a fitting number of digits: 2589, 31.4, 0.0123, 2·10⁻⁵.</summary>
    public static string Value(double value)
    {
        double size = Math.Abs(value);
        return !double.IsFinite(value) ? Missing
            : size >= 100 * Thousand ? Tick(Math.Round(value, 0), 0)
            : size >= 100 ? value.ToString("N0", CultureInfo.InvariantCulture)
            : size >= 10 ? Shortest(value, 1)
            : size is 0 or >= 1 ? Shortest(value, 2)
            : size >= 1e-3 ? value.ToString("G3", CultureInfo.InvariantCulture)
            : Power(value);
    }

    public static string Whole(double value) => double.IsFinite(value) ? value.ToString("N0", CultureInfo.InvariantCulture) : Missing;

    /// <summary>A duration in its two largest units: 2 h 05 min.</summary>
    public static string Duration(double seconds)
    {
        if (!double.IsFinite(seconds))
        {
            return Missing;
        }

        var time = TimeSpan.FromSeconds(Math.Round(seconds));
        return time.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min")
            : time.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds:00} s")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#} s");
    }

    private static string Digits(double value, double step)
    {
        int decimals = step > 0 ? Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 6) : 3;
        // A step of 2.5 needs one digit more than its size says.
        decimals += step > 0 && Math.Abs(Math.Round(step, decimals) - step) > step * 1e-6 ? 1 : 0;
        return step > 0 ? value.ToString($"N{decimals}", CultureInfo.InvariantCulture) : Shortest(value, decimals);
    }

    private static string Shortest(double value, int decimals) =>
        Math.Round(value, decimals).ToString("#,0." + new string('#', decimals), CultureInfo.InvariantCulture);

    private static string Power(double value)
    {
        int exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)) + 1e-9);
        string mantissa = Shortest(value / Math.Pow(10, exponent), 1);
        string power = "10" + string.Concat(exponent.ToString(CultureInfo.InvariantCulture).Select(digit => digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']));
        return mantissa == "1" ? power : $"{mantissa}·{power}";
    }
}
