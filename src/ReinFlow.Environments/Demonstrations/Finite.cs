namespace ReinFlow.Demonstrations;

/// <summary>Looks for numbers that no data set may have.</summary>
internal static class Finite
{
    /// <summary>Index of the first number that is not finite, or −1.</summary>
    public static int FirstViolation(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
