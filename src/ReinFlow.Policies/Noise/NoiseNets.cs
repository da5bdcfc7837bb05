namespace ReinFlow.Policies;

/// <summary>Creates the noise nets that <see cref="NoiseNetOptions"/> describe.</summary>
public static class NoiseNets
{
    /// <summary>Creates a learned or a fixed noise net, as the schedule says.</summary>
    /// <param name="policy">The policy into whose chain noise is injected.</param>
    /// <param name="denoisingSteps">The number K of denoising steps.</param>
    /// <param name="options">The options.</param>
    /// <returns>The noise net.</returns>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public static INoiseNet Create(IFlowPolicy policy, int denoisingSteps, NoiseNetOptions options)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(options);
        return IsLearned(options.Schedule)
            ? new LearnedNoiseNet(policy, denoisingSteps, options)
            : new FixedNoiseNet(policy.ActionChunk, denoisingSteps, options);
    }

    internal static bool IsLearned(NoiseSchedule schedule) => schedule is NoiseSchedule.Learn or NoiseSchedule.LearnDecay;

    internal static NoiseBounds Require(NoiseBounds bounds) =>
        bounds.Minimum > 0 && bounds.Minimum <= bounds.Maximum && float.IsFinite(bounds.Maximum)
            ? bounds
            : throw new ArgumentException(
                $"The noise bounds ({bounds.Minimum}, {bounds.Maximum}) must be positive and finite, and in this order.",
                nameof(bounds));
}
