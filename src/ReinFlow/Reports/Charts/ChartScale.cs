namespace ReinFlow.Reports;

/// <summary>How values are placed on the vertical axis.</summary>
public enum ChartScale
{
    /// <summary>In proportion.</summary>
    Linear,

    /// <summary>As shares, 0 to 1, which are labelled in per cent.</summary>
    Percent,

    /// <summary>In proportion to their logarithm where all are positive and span two decades or more, in proportion otherwise.</summary>
    LogarithmicIfWide,
}
