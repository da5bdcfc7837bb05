namespace ReinFlow.Reports;

/// <summary>Where the time of a run went.</summary>
internal static class RunTimes
{
    private static readonly string[] LearningColumns = ["rollout_seconds", "update_seconds", "training_seconds"];
    private static readonly string[] AllColumns = [.. LearningColumns, "evaluation_seconds"];

    /// <summary>Gets the seconds of rollouts and updates, line by line.</summary>
    public static double[] Learning(ProgressTable progress) => Sums(progress, LearningColumns);

    /// <summary>Gets the seconds since the start of a run, evaluations included, line by line.</summary>
    public static double[] Elapsed(ProgressTable progress)
    {
        double[] times = Sums(progress, AllColumns);
        for (int i = 1; i < times.Length; i++)
        {
            times[i] += times[i - 1];
        }

        return times;
    }

    private static double[] Sums(ProgressTable progress, string[] columns)
    {
        double[] sums = new double[progress.Count];
        foreach (IReadOnlyList<double> column in columns.Select(progress.Column))
        {
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += double.IsFinite(column[i]) ? column[i] : 0;
            }
        }

        return sums;
    }
}
