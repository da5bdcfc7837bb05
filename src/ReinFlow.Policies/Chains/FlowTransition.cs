namespace ReinFlow.Policies;

/// <summary>One transition of a flow's chain: N(StateGain·x + VelocityGain·v(x, t | o), σ²).</summary>
/// <param name="StateGain">The factor of the state.</param>
/// <param name="VelocityGain">The factor of the velocity.</param>
/// <param name="MeanLimit">The magnitude to which the mean is limited, or positive infinity.</param>
/// <param name="StandardDeviation">The standard deviation σ where it is fixed.</param>
internal readonly record struct FlowTransition(float StateGain, float VelocityGain, float MeanLimit, float StandardDeviation = 0f)
{
    /// <summary>Makes a step of Euler's method, x + Δt·v.</summary>
    public static FlowTransition Euler(DenoisingStep step, float? meanLimit) =>
        new(1f, step.StepSize, meanLimit ?? float.PositiveInfinity);
}
