namespace ReinFlow.Reports;

/// <summary>How a curve is drawn.</summary>
public enum ChartLine
{
    /// <summary>A full line: what the chart is about.</summary>
    Solid,

    /// <summary>A broken line: a second measurement or a bound.</summary>
    Dashed,

    /// <summary>A thin pale line: one run behind the mean of several.</summary>
    Faint,
}
