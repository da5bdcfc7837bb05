namespace ReinFlow.Policies;

/// <summary>Where the standard deviation of a Gaussian policy comes from.</summary>
public enum GaussianDeviation
{
    /// <summary>It is the initial one, always.</summary>
    Fixed,

    /// <summary>One number is learned for every action component, the same for all actions of a chunk.</summary>
    Learned,

    /// <summary>The network predicts it from the observation.</summary>
    StateDependent,
}
