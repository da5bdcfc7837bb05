using System.Globalization;

namespace ReinFlow.Algorithms;

/// <summary>What a resumed off-policy run must have in common with the saved one, or its counters mean something else.</summary>
/// <param name="IterationLength">The rounds of an iteration.</param>
/// <param name="DecisionsPerRound">The decisions of a round.</param>
/// <param name="UpdatesPerRound">The updates of a round.</param>
/// <param name="OfflineUpdates">The updates of the offline phase.</param>
/// <param name="Discount">The discount of a decision.</param>
/// <param name="RewardScale">The factor of the rewards.</param>
public sealed record OffPolicyScheduleRecord(
    int IterationLength, int DecisionsPerRound, int UpdatesPerRound, int OfflineUpdates, double Discount, double RewardScale)
{
    /// <summary>Notes the schedule of a run.</summary>
    /// <param name="options">The options of the run.</param>
    /// <returns>The schedule.</returns>
    internal static OffPolicyScheduleRecord Of(OffPolicyOptions options) => new(
        options.IterationLength, options.DecisionsPerRound, options.UpdatesPerRound, options.OfflineUpdates, options.Discount, options.RewardScale);

    /// <summary>Throws if a run has another schedule.</summary>
    /// <param name="options">The options of the run.</param>
    /// <exception cref="ArgumentException">They differ.</exception>
    internal void RequireSame(OffPolicyOptions options)
    {
        OffPolicyScheduleRecord now = Of(options);
        Require(nameof(IterationLength), IterationLength, now.IterationLength);
        Require(nameof(DecisionsPerRound), DecisionsPerRound, now.DecisionsPerRound);
        Require(nameof(UpdatesPerRound), UpdatesPerRound, now.UpdatesPerRound);
        Require(nameof(OfflineUpdates), OfflineUpdates, now.OfflineUpdates);
        Require(nameof(Discount), Discount, now.Discount);
        Require(nameof(RewardScale), RewardScale, now.RewardScale);
    }

    private static void Require(string name, double saved, double now)
    {
        if (!saved.Equals(now))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"The saved run has the {name} {saved}, but the options say {now}. Resume with that of the saved run."));
        }
    }
}
