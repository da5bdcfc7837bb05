namespace ReinFlow.Environments;

/// <summary>The ranges that bring observations and actions to [−1, 1]: those of the demonstrations a policy was trained on.</summary>
/// <param name="ObservationMinimum">The smallest value of each observation feature.</param>
/// <param name="ObservationMaximum">The largest value of each observation feature.</param>
/// <param name="ActionMinimum">The smallest value of each action component.</param>
/// <param name="ActionMaximum">The largest value of each action component.</param>
/// <remarks>
/// Forward: 2 (x − min) / (max − min + 1e−6) − 1, not clipped. Backward, for actions: (a + 1) / 2 · (max − min) + min,
/// without the 1e−6, as the official data sets and wrappers have it.
/// </remarks>
public sealed record Normalization(
    float[] ObservationMinimum,
    float[] ObservationMaximum,
    float[] ActionMinimum,
    float[] ActionMaximum)
{
    private const float Epsilon = 1e-6f;

    /// <summary>Brings an observation to [−1, 1].</summary>
    /// <param name="raw">The observation in the environment's units.</param>
    /// <param name="normalized">Receives the normalised observation; may be <paramref name="raw"/>.</param>
    public void NormalizeObservation(ReadOnlySpan<float> raw, Span<float> normalized) =>
        Normalize(raw, ObservationMinimum, ObservationMaximum, normalized);

    /// <summary>Brings an action to [−1, 1].</summary>
    /// <param name="raw">The action in the environment's units.</param>
    /// <param name="normalized">Receives the normalised action; may be <paramref name="raw"/>.</param>
    public void NormalizeAction(ReadOnlySpan<float> raw, Span<float> normalized) =>
        Normalize(raw, ActionMinimum, ActionMaximum, normalized);

    /// <summary>Brings a normalised action to the environment's units.</summary>
    /// <param name="normalized">The action in [−1, 1].</param>
    /// <param name="raw">Receives the action; may be <paramref name="normalized"/>.</param>
    public void DenormalizeAction(ReadOnlySpan<float> normalized, Span<float> raw)
    {
        for (int i = 0; i < normalized.Length; i++)
        {
            raw[i] = ((normalized[i] + 1f) / 2f * (ActionMaximum[i] - ActionMinimum[i])) + ActionMinimum[i];
        }
    }

    private static void Normalize(ReadOnlySpan<float> raw, float[] minimum, float[] maximum, Span<float> normalized)
    {
        for (int i = 0; i < raw.Length; i++)
        {
            normalized[i] = (2f * (raw[i] - minimum[i]) / (maximum[i] - minimum[i] + Epsilon)) - 1f;
        }
    }
}
