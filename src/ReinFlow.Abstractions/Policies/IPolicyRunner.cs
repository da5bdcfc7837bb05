namespace ReinFlow.Policies;

/// <summary>A trained policy that acts for any number of robots, which share its parameters.</summary>
/// <threadsafety>Thread-safe: sessions may be started from any thread and act side by side.</threadsafety>
public interface IPolicyRunner
{
    /// <summary>Gets the number of features of one observation.</summary>
    int ObservationDimension { get; }

    /// <summary>Gets the sizes of the chunks that the policy plans.</summary>
    ActionChunkSpec ActionChunk { get; }

    /// <summary>Starts to act for one robot.</summary>
    /// <param name="seed">
    /// The seed of the policy's noise, or <see langword="null"/> for that of the options. The same seed and the same observations give the same
    /// actions, to the bit, on any thread.
    /// </param>
    /// <returns>The session; disposing it gives its memory back to the pool.</returns>
    IPolicySession StartSession(ulong? seed = null);
}
