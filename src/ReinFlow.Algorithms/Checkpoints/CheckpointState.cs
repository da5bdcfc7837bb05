namespace ReinFlow.Algorithms;

/// <summary>What a checkpoint holds beside tensors.</summary>
/// <param name="Format">The version of the layout.</param>
/// <param name="Kind">What kind of run wrote it: <c>pretraining</c> or <c>fine-tuning</c>.</param>
/// <param name="FineTuning">How far fine-tuning is, or <see langword="null"/>.</param>
/// <param name="Pretraining">How far imitation learning is, or <see langword="null"/>.</param>
internal sealed record CheckpointState(int Format, string Kind, FineTuningStateRecord? FineTuning, PretrainingStateRecord? Pretraining)
{
    public const int CurrentFormat = 1;
}
