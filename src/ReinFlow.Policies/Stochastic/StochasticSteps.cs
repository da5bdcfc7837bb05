namespace ReinFlow.Policies;

/// <summary>Which denoising steps of a decision inject noise.</summary>
public enum StochasticSteps
{
    /// <summary>All of them: the likelihood is that of the whole chain.</summary>
    All,

    /// <summary>One, drawn anew for every decision: the others are deterministic, and an update evaluates that step only.</summary>
    OneAtRandom,
}
