namespace ReinFlow.Reports;

/// <summary>Runs that differ in their seeds only, and stand in charts as one curve.</summary>
/// <param name="Label">Their recipe, and what tells them from others of the same recipe.</param>
/// <param name="Runs">The runs.</param>
internal sealed record RunGroup(string Label, IReadOnlyList<RunRecord> Runs)
{
    private const int MostDifferences = 2;

    /// <summary>Puts runs together; two of the same seed are two curves.</summary>
    public static IReadOnlyList<RunGroup> Of(IEnumerable<RunRecord> runs)
    {
        List<List<RunRecord>> groups = [];
        foreach (RunRecord run in runs)
        {
            List<RunRecord>? home = groups.Find(group =>
                group[0].Description.IsSame(run.Description) && run.Seed is not null && group.TrueForAll(other => other.Seed != run.Seed));
            if (home is null)
            {
                groups.Add([run]);
            }
            else
            {
                home.Add(run);
            }
        }

        return [.. groups.Select(group => new RunGroup(LabelOf(group, groups), group))];
    }

    private static string LabelOf(List<RunRecord> group, List<List<RunRecord>> groups)
    {
        RunRecord first = group[0];
        RunRecord[] namesakes = [.. groups.Where(other => other != group && other[0].Recipe == first.Recipe).Select(other => other[0])];
        if (namesakes.Length == 0)
        {
            return first.Recipe;
        }

        string[] different = [.. namesakes.SelectMany(other => first.Description.Different(other.Description)).Distinct()];
        bool isTold = different.Length is > 0 and <= MostDifferences && namesakes.All(other => first.Description.Different(other.Description).Length > 0);
        return isTold
            ? $"{first.Recipe} ({string.Join(", ", different.Select(key => $"{key} = {first.Description.Settings.GetValueOrDefault(key, "n/a").Trim('"')}"))})"
            : $"{first.Recipe} ({string.Join(", ", group.Select(run => run.Name))})";
    }
}
