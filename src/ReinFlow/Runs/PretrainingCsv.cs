using ReinFlow.Algorithms;

namespace ReinFlow.Runs;

/// <summary>Writes the progress of imitation learning, one line per epoch; a missing number leaves its column empty.</summary>
public sealed class PretrainingCsv : IProgress<PretrainingProgress>, IDisposable
{
    private readonly CsvFile _file;

    /// <summary>Initializes a new instance of the <see cref="PretrainingCsv"/> class.</summary>
    /// <param name="path">The file, which must not exist.</param>
    public PretrainingCsv(string path) => _file = new CsvFile(
        path,
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
