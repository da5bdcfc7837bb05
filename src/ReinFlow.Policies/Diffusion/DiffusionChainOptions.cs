using System.ComponentModel.DataAnnotations;

namespace ReinFlow.Policies;

/// <summary>Configures the denoising chain of a diffusion policy in fine-tuning.</summary>
/// <remarks>The defaults are those of DPPO's locomotion tasks (arXiv 2409.00588).</remarks>
public sealed record DiffusionChainOptions : DiffusionSamplerOptions
{
    /// <summary>Gets or sets the number F of denoising steps, the last ones, that fine-tuning updates; a frozen copy takes the others.</summary>
    /// <value>The default is 10; it must not exceed the number of denoising steps.</value>
    [Limits(1, 10_000)]
    public int FineTunedSteps { get; set; } = 10;

    /// <summary>Gets or sets a floor under the standard deviations with which transitions are scored.</summary>
    /// <value>The default is 0.1.</value>
    [Limits(1e-6, 10.0)]
    public float MinimumScoredDeviation { get; set; } = 0.1f;

    /// <summary>Gets or sets the lower limit of the log-density of a single component; below it a component has no gradient.</summary>
    /// <value>The default is −5.</value>
    [Limits(-1e6, 1e6)]
    public float MinimumLogDensity { get; set; } = -5f;

    /// <summary>Gets or sets the upper limit of the log-density of a single component; above it a component has no gradient.</summary>
    /// <value>The default is 2. It must exceed <see cref="MinimumLogDensity"/>.</value>
    [Limits(-1e6, 1e6)]
    public float MaximumLogDensity { get; set; } = 2f;

    /// <summary>Gets or sets how many leading actions of a chunk count in the log-density of a transition.</summary>
    /// <value>The default is <see langword="null"/>: those that are executed.</value>
    [Limits(1, 1000)]
    public int? ScoredSteps { get; set; }

    /// <summary>Gets the same policy as it acts in another number of steps of DDIM, which in evaluation needs no noise but its start.</summary>
    /// <param name="denoisingSteps">The number of steps.</param>
    /// <returns>Options in which the steps at the noise levels that this chain fine-tunes are fine-tuned.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The steps are fewer than one or more than the noise levels.</exception>
    public DiffusionChainOptions InDdimSteps(int denoisingSteps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denoisingSteps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(denoisingSteps, NoiseLevels);
        int noisiest = NoiseLevels / StepCount * (FineTunedSteps - 1);
        return this with
        {
            Sampling = DiffusionSampling.Ddim,
            DenoisingSteps = denoisingSteps,
            FineTunedSteps = Math.Min(denoisingSteps, (noisiest / (NoiseLevels / denoisingSteps)) + 1),
        };
    }

    /// <summary>Checks what depends on the length of a chunk.</summary>
    /// <param name="horizon">The number of actions of a chunk.</param>
    /// <returns>What is wrong.</returns>
    public IEnumerable<ValidationResult> CheckHorizon(int horizon)
    {
        if (ScoredSteps > horizon)
        {
            yield return new ValidationResult(
                $"{nameof(ScoredSteps)} ({ScoredSteps}) must not exceed the horizon ({horizon}).", [nameof(ScoredSteps)]);
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        base.Validate(validationContext).Concat(Rules().Under(validationContext));

    private IEnumerable<ValidationResult> Rules()
    {
        if (FineTunedSteps > StepCount)
        {
            yield return new ValidationResult(
                $"{nameof(FineTunedSteps)} ({FineTunedSteps}) must not exceed the number of denoising steps ({StepCount}).", [nameof(FineTunedSteps)]);
        }

        if (MinimumLogDensity >= MaximumLogDensity)
        {
            yield return new ValidationResult(
                $"{nameof(MinimumLogDensity)} ({MinimumLogDensity}) must be less than {nameof(MaximumLogDensity)} ({MaximumLogDensity}).",
                [nameof(MinimumLogDensity)]);
        }
    }
}
