namespace ReinFlow.Tensors;

/// <summary>A learning rate that rises linearly, falls along a cosine, and starts again.</summary>
/// <remarks>
/// With p the step within the cycle: p &lt; W gives min + (max − min) p / W, later
/// min + (max − min) ½ (1 + cos(π (p − W) / (C − W))).
/// The same numbers as the official cosine annealing with warm-up restarts.
/// </remarks>
public sealed record CosineWarmupSchedule
{
    /// <summary>Gets or sets the largest learning rate.</summary>
    /// <value>The default is 1e−3.</value>
    [Limits(0.0, 1.0)]
    public double Maximum { get; set; } = 1e-3;

    /// <summary>Gets or sets the smallest learning rate.</summary>
    /// <value>The default is 1e−4.</value>
    [Limits(0.0, 1.0)]
    public double Minimum { get; set; } = 1e-4;

    /// <summary>Gets or sets the steps C of one cycle.</summary>
    /// <value>The default is 100.</value>
    [Limits(1, int.MaxValue)]
    public int CycleSteps { get; set; } = 100;

    /// <summary>Gets or sets the steps W of the rise, fewer than <see cref="CycleSteps"/>.</summary>
    /// <value>The default is 10.</value>
    [Limits(0, int.MaxValue)]
    public int WarmupSteps { get; set; } = 10;

    /// <summary>Gets the learning rate after a number of steps.</summary>
    /// <param name="step">The steps taken, from 0.</param>
    /// <returns>The learning rate.</returns>
    public double At(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        double position = step % CycleSteps;
        double share = position < WarmupSteps
            ? position / WarmupSteps
            : 0.5 * (1.0 + Math.Cos(Math.PI * (position - WarmupSteps) / (CycleSteps - WarmupSteps)));
        return Minimum + ((Maximum - Minimum) * share);
    }
}
