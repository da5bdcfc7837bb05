namespace ReinFlow.Algorithms;

/// <summary>Keeps the states of a fine-tuning run.</summary>
/// <threadsafety>Called on the training thread.</threadsafety>
public interface IFineTuningCheckpoints
{
    /// <summary>Keeps a state.</summary>
    /// <param name="reason">Why it is offered.</param>
    /// <param name="state">The state; it refers to live parameters, which change after the call.</param>
    void Save(CheckpointReason reason, FineTuningState state);
}
