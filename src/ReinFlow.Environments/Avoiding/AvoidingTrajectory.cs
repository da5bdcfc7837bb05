using System.Numerics;

namespace ReinFlow.Environments;

/// <summary>The way of the rod through one episode of <see cref="Avoiding"/>.</summary>
/// <param name="Positions">The actual positions in order, in metres.</param>
/// <param name="Succeeded">Whether the episode succeeded.</param>
public sealed record AvoidingTrajectory(IReadOnlyList<Vector2> Positions, bool Succeeded)
{
    /// <summary>Takes the trajectories out of a recording.</summary>
    /// <param name="recording">Episodes of <see cref="Avoiding"/>.</param>
    /// <returns>One trajectory per episode, in order, its final position included.</returns>
    public static IReadOnlyList<AvoidingTrajectory> From(EpisodeRecording recording)
    {
        ArgumentNullException.ThrowIfNull(recording);

        List<AvoidingTrajectory> trajectories = new(recording.Count);
        for (int episode = 0, step = 0; episode < recording.Count; step += recording.Lengths[episode++])
        {
            List<Vector2> positions = new(recording.Lengths[episode] + 1);
            for (int i = step; i < step + recording.Lengths[episode]; i++)
            {
                positions.Add(Position(recording.Observations, i));
            }

            positions.Add(Position(recording.FinalObservations, episode));
            trajectories.Add(new AvoidingTrajectory(positions, recording.Succeeded[episode]));
        }

        return trajectories;
    }

    private static Vector2 Position(float[] observations, int row) => new(observations[(4 * row) + 2], observations[(4 * row) + 3]);
}
