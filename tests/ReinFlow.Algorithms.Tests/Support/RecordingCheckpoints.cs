namespace ReinFlow.Algorithms.Tests;

/// <summary>Notes which states were offered.</summary>
internal sealed class RecordingCheckpoints : IFineTuningCheckpoints
{
    public List<(CheckpointReason Reason, FineTuningStateRecord Progress)> Saved { get; } = [];

    public void Save(CheckpointReason reason, FineTuningState state) => Saved.Add((reason, state.Progress));
}
