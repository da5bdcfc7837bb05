using ReinFlow.Policies;

namespace ReinFlow.Algorithms;

/// <summary>An off-policy algorithm: a rule how to act and a rule how to learn from transitions, with what it learns.</summary>
/// <remarks>
/// Everything else is shared: collecting, replay, offline data, the schedule of updates, evaluation and checkpoints belong to
/// the trainer. Parameters get their memory when the algorithm is made, and go with it.
/// </remarks>
/// <threadsafety>Acting is thread-safe between updates; one update at a time.</threadsafety>
public interface IOffPolicyAlgorithm : IDisposable
{
    /// <summary>Gets how the algorithm acts to collect transitions; all executed actions are what it learns from.</summary>
    IActionSampler Explorer { get; }

    /// <summary>Gets how the algorithm acts in evaluations.</summary>
    IActionSampler Policy { get; }

    /// <summary>Gets everything that a checkpoint holds of the algorithm.</summary>
    IReadOnlyList<LearnedPart> Parts { get; }

    /// <summary>Gets the names of what an update measures, such as <c>critic_loss</c>, in the order of <see cref="UpdateMetrics"/>.</summary>
    IReadOnlyList<string> MetricNames { get; }

    /// <summary>Gets what helps where a number of an update is not finite, as sentences for the message.</summary>
    /// <value>By default what helps with every algorithm.</value>
    string DivergenceCure => "Lower the learning rates or scale the rewards down.";

    /// <summary>Learns from one batch.</summary>
    /// <remarks>A loss is added to the metrics before its optimiser's step, so that one that is not finite leaves the parameters as they were.</remarks>
    /// <param name="batch">The transitions.</param>
    /// <param name="step">Which update it is, and the source of what it draws.</param>
    /// <param name="metrics">Receives what the update measures.</param>
    /// <exception cref="FineTuning.TrainingDivergedException">A loss is not finite.</exception>
    void Update(TransitionBatch batch, in OffPolicyStep step, UpdateMetrics metrics);
}
