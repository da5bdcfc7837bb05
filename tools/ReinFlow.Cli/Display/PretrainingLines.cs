using ReinFlow.Algorithms;

namespace ReinFlow.Cli.Display;

/// <summary>Shows the progress of imitation learning.</summary>
internal sealed class PretrainingLines(IRunDisplay display, EvaluationSummary evaluations) : IProgress<PretrainingProgress>
{
    private readonly Pace _pace = new();

    public void Report(PretrainingProgress value)
    {
        if (value.Epoch > 0)
        {
            _pace.Add(value.TrainingTime + value.EvaluationTime);
            display.Advance("epoch", value.Epoch, value.Epochs, Status(value));
        }

        if (value.Evaluation is { } evaluation)
        {
            evaluations.Add(value.Epoch, evaluation);
            display.Line(Texts.Evaluation(value.Epoch == 0 ? "before training" : $"after epoch {value.Epoch}", evaluation));
        }
    }

    private string Status(PretrainingProgress value)
    {
        string validation = value.ValidationLoss is { } loss ? $"  validation {Texts.Number(loss, "F5")}" : string.Empty;
        return $"loss {Texts.Number(value.Loss, "F5")}{validation}  learning rate {Texts.Number(value.LearningRate, "0.0E+0")}  " +
            $"ETA {Texts.Duration(_pace.Remaining(value.Epochs - value.Epoch))}";
    }
}
