namespace ReinFlow.Demonstrations;

/// <summary>Windows of recorded behaviour that a policy imitates.</summary>
/// <threadsafety>Reading is thread-safe.</threadsafety>
public interface IDemonstrations
{
    /// <summary>Gets the number of windows.</summary>
    int Count { get; }

    /// <summary>Gets the number of observations To of one window.</summary>
    int ObservationHistory { get; }

    /// <summary>Gets the number of features Do of one observation.</summary>
    int ObservationDimension { get; }

    /// <summary>Gets the number of actions Ta of one window.</summary>
    int Horizon { get; }

    /// <summary>Gets the number of components Da of one action.</summary>
    int ActionDimension { get; }

    /// <summary>Copies windows into the caller's blocks.</summary>
    /// <param name="windows">The indices of the windows.</param>
    /// <param name="observations">Receives the normalised observations, of shape [windows, To, Do], oldest first.</param>
    /// <param name="actions">Receives the normalised action chunks, of shape [windows, Ta, Da].</param>
    void Gather(ReadOnlySpan<int> windows, Span<float> observations, Span<float> actions);
}
