namespace ReinFlow.Benchmarks.Workloads;

/// <summary>What an iteration took.</summary>
/// <param name="Rollout">The seconds of the rollout.</param>
/// <param name="Physics">The seconds of these in which the environments stepped.</param>
/// <param name="Update">The seconds of the update.</param>
/// <param name="EnvironmentSteps">The executed environment steps.</param>
/// <param name="PeakBytes">The largest working set of the process.</param>
public sealed record IterationFigures(double Rollout, double Physics, double Update, long EnvironmentSteps, long PeakBytes)
{
    public double Total => Rollout + Update;
}
