namespace ReinFlow.Policies;

/// <summary>Acts for one robot, at every tick of its control loop.</summary>
/// <threadsafety>One call at a time, from whatever thread.</threadsafety>
public interface IPolicySession : IDisposable
{
    /// <summary>Says what to do now. A chunk of actions is planned when those of the last one are used up, so most calls only look it up.</summary>
    /// <param name="observation">What the robot sees now, in the environment's units.</param>
    /// <param name="action">Receives what it should do, in the environment's units.</param>
    /// <exception cref="ArgumentException">A length is wrong, or an observation is not finite; the tick then does not count.</exception>
    void Act(ReadOnlySpan<float> observation, Span<float> action);

    /// <summary>Starts a new episode: what was seen and planned is forgotten, and the next call plans.</summary>
    void Reset();
}
