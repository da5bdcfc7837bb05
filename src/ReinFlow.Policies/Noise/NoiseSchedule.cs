namespace ReinFlow.Policies;

/// <summary>Where the standard deviation of the injected noise comes from.</summary>
public enum NoiseSchedule
{
    /// <summary>A noise net predicts it within constant bounds.</summary>
    Learn,

    /// <summary>A noise net predicts it; the upper bound is held, then falls along a cosine.</summary>
    LearnDecay,

    /// <summary>It is the lower bound, always.</summary>
    Constant,

    /// <summary>It follows √(0.2·t·(1 − t)) along the chain, limited to the bounds.</summary>
    VariancePreserving,

    /// <summary>It follows 0.1·t along the chain, limited to the bounds.</summary>
    Linear,
}
