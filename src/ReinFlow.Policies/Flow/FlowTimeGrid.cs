namespace ReinFlow.Policies;

/// <summary>The flow times at which the velocity is evaluated between noise and action.</summary>
public enum FlowTimeGrid
{
    /// <summary>t = k / K: the left ends of K equal steps.</summary>
    Uniform,

    /// <summary>
    /// t = k / (K − 1), both ends included, although every step still has the length 1 / K. Released checkpoints of rectified
    /// flows were trained and evaluated with it.
    /// </summary>
    Inclusive,
}
