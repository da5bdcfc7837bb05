namespace ReinFlow.Environments;

/// <summary>One simulated task, synchronous and without allocation per step; the library runs many of them in parallel.</summary>
/// <threadsafety>An instance is used by one thread at a time; different instances must be independent of one another.</threadsafety>
public interface IEnvironment : IDisposable
{
    /// <summary>Gets what is known of the environment before it runs.</summary>
    EnvironmentSpec Spec { get; }

    /// <summary>Starts a new episode.</summary>
    /// <param name="random">The source of all randomness until the next reset; the environment may keep it.</param>
    /// <param name="observation">Receives the first observation.</param>
    void Reset(RandomSource random, ObservationBuffer observation);

    /// <summary>Advances the episode by one action.</summary>
    /// <param name="action">The action, <see cref="EnvironmentSpec.ActionDimension"/> numbers in the environment's own units.</param>
    /// <param name="observation">Receives the next observation.</param>
    /// <returns>Reward, termination, truncation and success, never merged.</returns>
    StepResult Step(ReadOnlySpan<float> action, ObservationBuffer observation);
}
