namespace ReinFlow.Policies;

/// <summary>Where the hidden layers of a critic are normalised.</summary>
public enum LayerNormPlacement
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>Linear map, normalisation, activation.</summary>
    BeforeActivation,

    /// <summary>Linear map, activation, normalisation.</summary>
    AfterActivation,
}
