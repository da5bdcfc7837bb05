namespace ReinFlow.Demonstrations;

/// <summary>Recorded decisions with what came of them: what off-policy learning needs of demonstrations.</summary>
/// <threadsafety>Reading is thread-safe.</threadsafety>
public interface ITransitions
{
    /// <summary>Gets the number of transitions.</summary>
    int Count { get; }

    /// <summary>Gets the number of observations To of one decision.</summary>
    int ObservationHistory { get; }

    /// <summary>Gets the number of features Do of one observation.</summary>
    int ObservationDimension { get; }

    /// <summary>Gets the number of actions Te of one transition.</summary>
    int ExecutedSteps { get; }

    /// <summary>Gets the number of components Da of one action.</summary>
    int ActionDimension { get; }

    /// <summary>Copies consecutive transitions into the caller's blocks.</summary>
    /// <param name="first">The index of the first transition.</param>
    /// <param name="observations">Receives the normalised observations, of shape [transitions, To, Do], oldest first.</param>
    /// <param name="actions">Receives the normalised actions, of shape [transitions, Te, Da].</param>
    /// <param name="rewards">Receives the sums of the rewards of the executed steps; its length is the number of transitions.</param>
    /// <param name="terminated">Receives whether the task ended within the transition.</param>
    /// <param name="nextObservations">Receives the observations after the last executed step, of shape [transitions, To, Do].</param>
    void Read(
        int first, Span<float> observations, Span<float> actions, Span<float> rewards, Span<bool> terminated, Span<float> nextObservations);
}
