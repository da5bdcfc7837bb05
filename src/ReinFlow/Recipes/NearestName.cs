namespace ReinFlow.Recipes;

/// <summary>Finds the name that somebody who mistyped one had in mind.</summary>
public static class NearestName
{
    /// <summary>Finds the name with the fewest single-letter edits; one that begins with what was typed goes before all that do not.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="names">The valid names.</param>
    /// <returns>The nearest name, or <see langword="null"/> if there are none.</returns>
    public static string? Of(string typed, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(names);
        return names.MinBy(name => (
            !name.StartsWith(typed, StringComparison.OrdinalIgnoreCase), Distance(typed.ToUpperInvariant(), name.ToUpperInvariant())));
    }

    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int above = row[j];
                int replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }

        return row[^1];
    }
}
