namespace ReinFlow.Reports;

/// <summary>One point of a curve, with the band around it.</summary>
/// <param name="X">The place on the horizontal axis.</param>
/// <param name="Y">The value; points without a finite one are left out.</param>
/// <param name="Lower">The lower edge of the band, or NaN where there is none.</param>
/// <param name="Upper">The upper edge of the band, or NaN where there is none.</param>
public readonly record struct ChartPoint(double X, double Y, double Lower = double.NaN, double Upper = double.NaN)
{
    internal bool HasBand => double.IsFinite(Lower) && double.IsFinite(Upper);
}
