using ReinFlow.Demonstrations;

namespace ReinFlow.Environments;

/// <summary>Makes demonstrations of recorded episodes.</summary>
public static class EpisodeRecordingExtensions
{
    /// <summary>Copies every episode as a demonstration.</summary>
    /// <param name="recording">The recorded episodes.</param>
    /// <returns>The demonstrations, in the environment's own units.</returns>
    public static IReadOnlyList<DemonstrationEpisode> ToDemonstrations(this EpisodeRecording recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        var episodes = new List<DemonstrationEpisode>(recording.Count);
        int row = 0;
        for (int episode = 0; episode < recording.Count; episode++)
        {
            int length = recording.Lengths[episode];
            episodes.Add(new DemonstrationEpisode(
                recording.Observations.AsSpan(row * recording.ObservationDimension, length * recording.ObservationDimension).ToArray(),
                recording.Actions.AsSpan(row * recording.ActionDimension, length * recording.ActionDimension).ToArray(),
                length)
            {
                Rewards = recording.Rewards.AsMemory(row, length),
                Terminated = recording.Terminated[episode],
            });
            row += length;
        }

        return episodes;
    }
}
