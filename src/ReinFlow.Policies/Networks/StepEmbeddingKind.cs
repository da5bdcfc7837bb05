namespace ReinFlow.Policies;

/// <summary>How a velocity network reads the flow time.</summary>
public enum StepEmbeddingKind
{
    /// <summary>Sinusoids of the flow time, with two linear layers after them.</summary>
    Sinusoidal,

    /// <summary>The flow time itself, as one number.</summary>
    Plain,
}
