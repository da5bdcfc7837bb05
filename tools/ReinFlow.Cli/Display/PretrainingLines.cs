using ReinFlow.Algorithms;

namespace ReinFlow.Cli.Display;

/// <summary>Shows the progress of imitation learning.</summary>
internal sealed class PretrainingLines(IRunDisplay display, EvaluationSummary evaluations) : IProgress<PretrainingProgress>
{
    private const string Unit = "epoch";

    private readonly Pace _pace = new();

    public void Report(PretrainingProgress value)
    {
        if (value.Epoch > 0)
        {
            _pace.Add(value.TrainingTime + value.EvaluationTime);
            display.Advance(Unit, value.Epoch, value.Epochs, Status(value));
        }

        evaluations.Show(display, Unit, value.Epoch, value.Evaluation);
    }

    private string Status(PretrainingProgress value)
    {
        string validation = value.ValidationLoss is { } loss ? $"  validation {Texts.Number(loss, "F5")}" : string.Empty;
        return $"loss {Texts.Number(value.Loss, "F5")}{validation}  learning rate {Texts.Number(value.LearningRate, "0.0E+0")}  " +
            $"ETA {Texts.Duration(_pace.Remaining(value.Epochs - value.Epoch))}";
    }
}
