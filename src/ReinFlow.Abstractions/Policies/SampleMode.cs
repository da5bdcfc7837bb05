namespace ReinFlow.Policies;

/// <summary>Whether a chain injects noise on its way.</summary>
public enum SampleMode
{
    /// <summary>With the injected noise: how a policy explores.</summary>
    Stochastic,

    /// <summary>Without injected noise; only the start of the chain is random.</summary>
    Deterministic,
}
