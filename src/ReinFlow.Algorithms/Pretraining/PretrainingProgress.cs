using ReinFlow.FineTuning;

namespace ReinFlow.Algorithms;

/// <summary>The state of imitation learning after one epoch.</summary>
/// <param name="Epoch">The number of completed epochs; 0 is the evaluation before the first.</param>
/// <param name="Epochs">The epochs of the run.</param>
/// <param name="Loss">The mean loss over the minibatches of the epoch; not a number before the first.</param>
/// <param name="ValidationLoss">The mean loss of the averaged parameters on the validation windows, or <see langword="null"/>.</param>
/// <param name="LearningRate">The learning rate of the epoch.</param>
/// <param name="Evaluation">The evaluation of the averaged parameters in the simulator, or <see langword="null"/>.</param>
/// <param name="TrainingTime">The time of the minibatches.</param>
/// <param name="EvaluationTime">The time of validation and evaluation.</param>
public sealed record PretrainingProgress(
    int Epoch,
    int Epochs,
    double Loss,
    double? ValidationLoss,
    double LearningRate,
    EpisodeStatistics? Evaluation,
    TimeSpan TrainingTime,
    TimeSpan EvaluationTime);
