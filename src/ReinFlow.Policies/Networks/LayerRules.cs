using System.ComponentModel.DataAnnotations;

namespace ReinFlow.Policies;

/// <summary>What holds of every list of layer widths.</summary>
internal static class LayerRules
{
    private const int MaximumWidth = 65536;

    /// <summary>Checks the widths of layers.</summary>
    /// <param name="widths">The widths.</param>
    /// <param name="property">The property that holds them.</param>
    /// <returns>What is wrong.</returns>
    public static IEnumerable<ValidationResult> Check(int[] widths, string property)
    {
        foreach (int width in widths)
        {
            if (width is < 1 or > MaximumWidth)
            {
                yield return new ValidationResult(
                    $"{property} has a layer of width {width}, which must lie between 1 and {MaximumWidth}.", [property]);
            }
        }
    }
}
