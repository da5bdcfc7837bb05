namespace ReinFlow.Policies;

/// <summary>How the flow time of a training sample is drawn.</summary>
public enum TimeSampling
{
    /// <summary>Uniformly from [0, 1).</summary>
    Uniform,

    /// <summary>As 1 / (1 + e⁻ⁿ) with a standard normal n: the middle of the flow is seen more often.</summary>
    LogitNormal,

    /// <summary>As 0.999·(1 − b) with b from Beta(1.5, 1): the noisy end of the flow is seen more often.</summary>
    Beta,
}
