using ReinFlow.FineTuning;

namespace ReinFlow.Cli.Display;

/// <summary>Shows the progress of fine-tuning.</summary>
internal sealed class FineTuningLines(IRunDisplay display, EvaluationSummary evaluations) : IProgress<FineTuningProgress>
{
    private const string Unit = "iteration";

    /// <summary>The first ones are what an algorithm wants to be watched.</summary>
    private const int ShownMetrics = 2;

    private readonly Pace _pace = new();
    private long _steps;

    public void Report(FineTuningProgress value)
    {
        if (value.Iteration > 0)
        {
            _pace.Add(value.RolloutTime + value.UpdateTime + value.EvaluationTime);
            display.Advance(Unit, value.Iteration, value.Iterations, Status(value));
        }

        foreach (string warning in value.Warnings)
        {
            display.Line($"warning: {warning}");
        }

        _steps = value.EnvironmentSteps;
        evaluations.Show(display, Unit, value.Iteration, value.Evaluation);
    }

    private string Status(FineTuningProgress value)
    {
        double speed = (value.EnvironmentSteps - _steps) / (value.RolloutTime + value.UpdateTime).TotalSeconds;
        string learning = value.Metrics.Count == 0
            ? $"KL {Texts.Number(value.Update?.ApproximateKl, "0.0E+0")}  clip {Texts.Percent(value.Update?.ClipFraction)}"
            : string.Join("  ", value.Metrics.Take(ShownMetrics).Select(metric => $"{metric.Name.Replace('_', ' ')} {Texts.Number(metric.Value, "G3")}"));
        return $"return {Texts.Number(value.Rollout?.MeanReturn, "F2")}  {learning}  {Texts.Number(speed, "F0")} steps/s  " +
            $"ETA {Texts.Duration(_pace.Remaining(value.Iterations - value.Iteration))}";
    }
}
