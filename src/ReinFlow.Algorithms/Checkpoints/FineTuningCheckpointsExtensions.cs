using System.Diagnostics;
using ReinFlow.FineTuning;

namespace ReinFlow.Algorithms;

/// <summary>What every trainer offers to its checkpoints at the same moment.</summary>
internal static class FineTuningCheckpointsExtensions
{
    /// <summary>Keeps the state after an iteration, and every so often under its number.</summary>
    /// <param name="checkpoints">The checkpoints.</param>
    /// <param name="state">The state.</param>
    /// <param name="every">The iterations between numbered checkpoints, or 0 for none.</param>
    public static void SaveCompleted(this IFineTuningCheckpoints checkpoints, FineTuningState state, int every)
    {
        using Activity? activity = FineTuningActivities.Start(FineTuningActivities.Checkpoint);

        // The one from which the run goes on comes last: killed in between, it repeats the iteration and leaves no other checkpoint out.
        if (every > 0 && state.Progress.Iteration % every == 0)
        {
            checkpoints.Save(CheckpointReason.Numbered, state);
        }

        checkpoints.Save(CheckpointReason.Completed, state);
    }
}
