using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>The rules of <see cref="OnPolicyOptions"/> that span properties.</summary>
internal static class OnPolicyRules
{
    /// <summary>Adds what is wrong.</summary>
    /// <param name="options">The options.</param>
    /// <param name="path">Where they are.</param>
    /// <param name="failures">Receives one line per broken rule.</param>
    public static void Check(OnPolicyOptions options, string path, List<string> failures)
    {
        CheckSchedule($"{path}.{nameof(options.PolicyLearningRate)}", options.PolicyLearningRate, failures);
        CheckSchedule($"{path}.{nameof(options.CriticLearningRate)}", options.CriticLearningRate, failures);
        if (options is { KlControl: KlControl.AdaptLearningRate, TargetKl: null or 0.0 })
        {
            failures.Add($"{path}.{nameof(options.KlControl)} ({options.KlControl}) needs a {nameof(options.TargetKl)} above 0.");
        }
    }

    /// <summary>Adds what is wrong with a schedule.</summary>
    /// <param name="name">The property, with its path.</param>
    /// <param name="schedule">Its value.</param>
    /// <param name="failures">Receives one line per broken rule.</param>
    private static void CheckSchedule(string name, CosineWarmupSchedule schedule, List<string> failures)
    {
        if (schedule.WarmupSteps >= schedule.CycleSteps)
        {
            failures.Add(
                $"{name}.{nameof(schedule.WarmupSteps)} ({schedule.WarmupSteps}) must be less than " +
                $"{nameof(schedule.CycleSteps)} ({schedule.CycleSteps}).");
        }
    }
}
