using System.Diagnostics;

namespace ReinFlow.FineTuning;

/// <summary>Traces the phases of fine-tuning as activities of the source <c>ReinFlow</c>.</summary>
/// <remarks>Without a listener nothing is made and nothing is allocated. The names are listed in docs/metrics.md.</remarks>
public static class FineTuningActivities
{
    /// <summary>The name of the source, for <c>AddSource</c> and listeners.</summary>
    public const string SourceName = "ReinFlow";

    /// <summary>The phase in which a run collects experience.</summary>
    public const string Rollout = "reinflow.rollout";

    /// <summary>The phase in which a run learns.</summary>
    public const string Update = "reinflow.update";

    /// <summary>The phase in which a run plays episodes to see how good it is.</summary>
    public const string Evaluation = "reinflow.evaluation";

    /// <summary>The phase in which a run writes a checkpoint.</summary>
    public const string Checkpoint = "reinflow.checkpoint";

    private const string Run = "reinflow.fine_tuning";
    private const string Iteration = "reinflow.iteration";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts the activity of a whole run.</summary>
    /// <param name="run">The name of the run.</param>
    /// <returns>The activity, to be disposed, or <see langword="null"/> if nobody listens.</returns>
    public static Activity? StartRun(string run) => Source.StartActivity(Run)?.SetTag(FineTuningMetrics.RunTag, run);

    /// <summary>Starts the activity of an iteration.</summary>
    /// <param name="iteration">The number of the iteration, from 1.</param>
    /// <returns>The activity, to be disposed, or <see langword="null"/> if nobody listens.</returns>
    public static Activity? StartIteration(int iteration) =>
        Source.HasListeners() ? Source.StartActivity(Iteration)?.SetTag("reinflow.iteration.number", iteration) : null;

    /// <summary>Starts the activity of a phase.</summary>
    /// <param name="phase">The name, such as <see cref="Rollout"/>.</param>
    /// <returns>The activity, to be disposed, or <see langword="null"/> if nobody listens.</returns>
    public static Activity? Start(string phase) => Source.StartActivity(phase);

    /// <summary>Notes phases that took turns, such as collecting and updates off-policy: one activity each, of their summed durations.</summary>
    /// <param name="rollout">The time spent on collecting.</param>
    /// <param name="update">The time spent on updates.</param>
    /// <remarks>They end now and stand one after the other, although they took turns.</remarks>
    public static void Note(TimeSpan rollout, TimeSpan update)
    {
        // The iteration's own clock is the reference: the phases lie within it.
        if (Activity.Current is not { OperationName: Iteration } iteration)
        {
            return;
        }

        DateTime turn = iteration.StartTimeUtc + rollout;
        Note(Rollout, iteration.StartTimeUtc, turn);
        Note(Update, turn, turn + update);
    }

    private static void Note(string phase, DateTime start, DateTime end)
    {
        if (end > start)
        {
            using Activity? activity = Source.StartActivity(phase, ActivityKind.Internal, parentContext: default, startTime: start);
            activity?.SetEndTime(end);
        }
    }
}
