namespace ReinFlow.Environments;

/// <summary>Many environments that play action chunks in parallel and reset themselves when an episode ends.</summary>
/// <remarks>
/// Observations are normalised and carry the history that the policy asks for; actions arrive in [−1, 1] and are brought to
/// the environment's units here. The observation that ended an episode is kept beside the first one of the next episode.
/// The result does not depend on the number of threads.
/// </remarks>
/// <threadsafety>Used by one thread at a time; it spreads the work over its own.</threadsafety>
public interface IVectorEnvironment : IDisposable
{
    /// <summary>Gets what is known of every single environment.</summary>
    EnvironmentSpec Spec { get; }

    /// <summary>Gets the number of environments E.</summary>
    int Count { get; }

    /// <summary>Gets the number of observations To that the policy sees, oldest first.</summary>
    int ObservationHistory { get; }

    /// <summary>Gets the number of actions Te of a chunk that are executed.</summary>
    int ExecutedSteps { get; }

    /// <summary>Gets the rule by which observations and actions are brought to [−1, 1], or <see langword="null"/>.</summary>
    Normalization? Normalization { get; }

    /// <summary>Gets the current observations, of shape [E, To, Do]: after an episode's end the first ones of the next.</summary>
    ReadOnlySpan<float> Observations { get; }

    /// <summary>Starts a new episode in every environment.</summary>
    /// <param name="random">The source; environment e uses the stream <c>random.Split(e)</c> until the next call.</param>
    void Reset(RandomSource random);

    /// <summary>Plays one action chunk in every environment, stopping at the end of an episode.</summary>
    /// <param name="actions">The normalised actions, of shape [E, Te, Da].</param>
    /// <param name="outcome">Receives what happened.</param>
    /// <exception cref="ReinFlow.Environments.EnvironmentFaultException">An environment returned a non-finite number.</exception>
    void Step(ReadOnlySpan<float> actions, VectorOutcome outcome);

    /// <summary>Writes down the running episodes.</summary>
    /// <returns>The episodes, or <see langword="null"/> if they cannot be saved: a resumed run then begins new ones.</returns>
    VectorEnvironmentState? SaveState() => null;

    /// <summary>Takes up saved episodes in place of the running ones.</summary>
    /// <param name="state">What <see cref="SaveState"/> of an equal vector environment has given.</param>
    /// <exception cref="ArgumentException">The state belongs to another number or kind of environments.</exception>
    /// <exception cref="NotSupportedException">The environments cannot take up episodes.</exception>
    void RestoreState(VectorEnvironmentState state) =>
        throw new NotSupportedException($"The environments of '{Spec.Name}' cannot take up saved episodes. Begin new ones with {nameof(Reset)}.");
}
