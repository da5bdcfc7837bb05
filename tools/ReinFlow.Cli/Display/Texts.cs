using System.Globalization;
using ReinFlow.FineTuning;

namespace ReinFlow.Cli.Display;

/// <summary>Numbers as people read them, the same in every culture.</summary>
internal static class Texts
{
    private const string Missing = "n/a";

    public static string Number(double? value, string format) =>
        value is { } number && double.IsFinite(number) ? number.ToString(format, CultureInfo.InvariantCulture) : Missing;

    public static string Percent(double? share) =>
        share is { } value && double.IsFinite(value) ? $"{Number(100 * value, "F1")} %" : Missing;

    /// <summary>A mean with its standard deviation.</summary>
    public static string Spread(double mean, double deviation) => $"{Number(mean, "F2")} ± {Number(deviation, "F2")}";

    public static string Duration(TimeSpan time) =>
        time.ToString(time.TotalDays >= 1 ? @"d\.hh\:mm\:ss" : @"h\:mm\:ss", CultureInfo.InvariantCulture);

    /// <summary>An evaluation in one line.</summary>
    public static string Evaluation(string when, EpisodeStatistics statistics) =>
        $"evaluation {when}: return {Spread(statistics.MeanReturn, statistics.ReturnDeviation)}, " +
        $"success {Percent(statistics.SuccessRate)}, length {Number(statistics.MeanLength, "F1")}, {statistics.Episodes} episodes";
}
