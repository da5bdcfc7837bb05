using ReinFlow.Algorithms;

namespace ReinFlow.Runs;

/// <summary>Writes the progress of imitation learning, one line per epoch; a missing number leaves its column empty.</summary>
public sealed class PretrainingCsv : IProgress<PretrainingProgress>, IDisposable
{
    private readonly CsvFile _file;

    /// <summary>Initializes a new instance of the <see cref="PretrainingCsv"/> class.</summary>
    /// <param name="path">The file.</param>
    /// <param name="completed">The epochs of the run that goes on, whose lines are kept; 0 begins an empty file.</param>
    public PretrainingCsv(string path, int completed = 0) => _file = new CsvFile(
        path,
        CsvFile.Completed(path, completed),
        "epoch", "loss", "validation_loss", "learning_rate", "evaluation_return", "evaluation_return_std", "evaluation_success",
        "evaluation_length", "evaluation_episodes", "training_seconds", "evaluation_seconds");

    /// <inheritdoc/>
    public void Report(PretrainingProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _file.Write(
            value.Epoch, value.Loss, value.ValidationLoss, value.LearningRate, value.Evaluation?.MeanReturn, value.Evaluation?.ReturnDeviation,
            value.Evaluation?.SuccessRate, value.Evaluation?.MeanLength, value.Evaluation?.Episodes, value.TrainingTime.TotalSeconds,
            value.EvaluationTime.TotalSeconds);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
