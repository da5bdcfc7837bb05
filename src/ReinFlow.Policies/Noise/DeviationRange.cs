using System.ComponentModel.DataAnnotations;

namespace ReinFlow.Policies;

/// <summary>The rule of all options that limit a standard deviation on both sides.</summary>
internal static class DeviationRange
{
    private const string Minimum = "MinimumStandardDeviation";
    private const string Maximum = "MaximumStandardDeviation";

    /// <summary>Returns what is wrong with the limits, or null.</summary>
    public static ValidationResult? Check(float minimum, float maximum) => minimum > maximum
        ? new ValidationResult($"{Minimum} ({minimum}) must not exceed {Maximum} ({maximum}).", [Minimum])
        : null;
}
