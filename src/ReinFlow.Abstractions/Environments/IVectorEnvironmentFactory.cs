namespace ReinFlow.Environments;

/// <summary>Makes the parallel environments of a run: those it learns in and those it is evaluated in.</summary>
/// <threadsafety>Thread-safe.</threadsafety>
public interface IVectorEnvironmentFactory
{
    /// <summary>Gets what is known of the environment.</summary>
    EnvironmentSpec Spec { get; }

    /// <summary>Gets the number of observations that the policy sees.</summary>
    int ObservationHistory { get; }

    /// <summary>Makes parallel environments.</summary>
    /// <param name="executedSteps">The number of actions of a chunk that are executed.</param>
    /// <param name="normalization">The ranges of the demonstrations, or <see langword="null"/>.</param>
    /// <returns>The environments; the caller disposes them.</returns>
    IVectorEnvironment Create(int executedSteps, Normalization? normalization);
}
