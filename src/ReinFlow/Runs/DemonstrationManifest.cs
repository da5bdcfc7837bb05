using System.Text.Json;
using ReinFlow.Demonstrations;
using ReinFlow.Policies;

namespace ReinFlow.Runs;

/// <summary>Where a data set comes from and what is in it.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Recipe">The recipe of the policy, whose values are in the recipe file beside.</param>
/// <param name="Policy">The path of the policy that acted, as it was given.</param>
/// <param name="PolicySha256">The SHA-256 of that file as it was read, in hexadecimal digits.</param>
/// <param name="Mode">Whether noise was injected, beside the one that every decision of a flow or a one-step policy begins with.</param>
/// <param name="Seed">The seed of resets and noise.</param>
/// <param name="Episodes">The number of episodes.</param>
/// <param name="EnvironmentSteps">The number of environment steps.</param>
/// <param name="Returns">The undiscounted returns of the episodes.</param>
/// <param name="Lengths">The environment steps of the episodes.</param>
/// <param name="TerminatedShare">The share of the episodes that the task ended, and not a limit of time, 0 to 1.</param>
/// <param name="SuccessRate">The share of the episodes that succeeded, 0 to 1.</param>
/// <param name="SuccessCriterion">When an episode is a success.</param>
public sealed record DemonstrationManifest(
    string Environment,
    string Recipe,
    string Policy,
    string PolicySha256,
    SampleMode Mode,
    ulong Seed,
    int Episodes,
    int EnvironmentSteps,
    Distribution Returns,
    Distribution Lengths,
    double TerminatedShare,
    double SuccessRate,
    string SuccessCriterion)
{
    /// <summary>Sums up recorded demonstrations.</summary>
    internal static DemonstrationManifest Of(RecordedDemonstrations demonstrations) => new(
        demonstrations.Recipe.Environment.Name,
        demonstrations.Recipe.Name,
        demonstrations.Policy.Path,
        demonstrations.Policy.Sha256,
        demonstrations.Mode,
        demonstrations.Seed,
        demonstrations.Episodes.Count,
        demonstrations.Episodes.Sum(episode => episode.Length),
        Distribution.Of(demonstrations.Episodes.Select(Return)),
        Distribution.Of(demonstrations.Episodes.Select(episode => (double)episode.Length)),
        demonstrations.Episodes.Average(episode => episode.Terminated ? 1.0 : 0.0),
        demonstrations.Statistics.SuccessRate,
        demonstrations.Statistics.SuccessCriterion);

    internal static double Return(DemonstrationEpisode episode)
    {
        double sum = 0;
        foreach (float reward in episode.Rewards.Span)
        {
            sum += reward;
        }

        return sum;
    }

    internal string ToJson() => JsonSerializer.Serialize(this, ManifestJsonContext.Default.DemonstrationManifest);
}
