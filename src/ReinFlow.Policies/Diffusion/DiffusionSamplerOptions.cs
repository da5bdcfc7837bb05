using System.ComponentModel.DataAnnotations;

namespace ReinFlow.Policies;

/// <summary>Configures how a diffusion policy walks from noise to an action chunk.</summary>
/// <remarks>The defaults are those of DPPO's locomotion tasks (arXiv 2409.00588).</remarks>
public record DiffusionSamplerOptions : IValidatableObject
{
    /// <summary>Gets or sets the number T of noise levels that the policy was trained with.</summary>
    /// <value>The default is 20; the official image policies use 100.</value>
    [Limits(1, 10_000)]
    public int NoiseLevels { get; set; } = 20;

    /// <summary>Gets or sets how the chain is walked.</summary>
    /// <value>The default is <see cref="DiffusionSampling.Ddpm"/>.</value>
    public DiffusionSampling Sampling { get; set; } = DiffusionSampling.Ddpm;

    /// <summary>Gets or sets the number S of denoising steps of <see cref="DiffusionSampling.Ddim"/>, at most the number of noise levels.</summary>
    /// <value>The default is <see langword="null"/>: one per noise level, which <see cref="DiffusionSampling.Ddpm"/> needs.</value>
    [Limits(1, 10_000)]
    public int? DenoisingSteps { get; set; }

    /// <summary>Gets or sets the noise of a stochastic <see cref="DiffusionSampling.Ddim"/> step, as a share of the posterior's standard deviation.</summary>
    /// <value>The default is 1. A deterministic walk injects none.</value>
    [Limits(0.0, 1.0)]
    public float Eta { get; set; } = 1f;

    /// <summary>Gets or sets the magnitude to which the predicted clean actions are limited.</summary>
    /// <value>The default is 1; <see langword="null"/> means no limit.</value>
    [Limits(1e-3, 1e3)]
    public float? CleanActionLimit { get; set; } = 1f;

    /// <summary>Gets or sets the magnitude, in standard deviations, to which injected noise is limited.</summary>
    /// <value>The default is 3.</value>
    [Limits(1e-3, 1e3)]
    public float NoiseLimit { get; set; } = 3f;

    /// <summary>Gets or sets the magnitude to which the action chunk is limited in the end.</summary>
    /// <value>The default is <see langword="null"/>: no limit, as in all official configurations; exploration may leave [−1, 1] a little.</value>
    [Limits(1e-3, 1e3)]
    public float? FinalActionLimit { get; set; }

    /// <summary>Gets or sets a floor under the standard deviation of every step of a stochastic walk.</summary>
    /// <value>The default is 0.1; the official furniture tasks use 0.04.</value>
    [Limits(0.0, 10.0)]
    public float MinimumStandardDeviation { get; set; } = 0.1f;

    /// <summary>Gets the number S of denoising steps.</summary>
    internal int StepCount => DenoisingSteps ?? NoiseLevels;

    /// <inheritdoc/>
    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Rules().Under(validationContext);

    private IEnumerable<ValidationResult> Rules()
    {
        if (!Enum.IsDefined(Sampling))
        {
            yield return new ValidationResult(
                $"{nameof(Sampling)} ({Sampling}) must be one of {string.Join(", ", Enum.GetNames<DiffusionSampling>())}.", [nameof(Sampling)]);
        }

        if (StepCount > NoiseLevels)
        {
            yield return new ValidationResult(
                $"{nameof(DenoisingSteps)} ({DenoisingSteps}) must not exceed {nameof(NoiseLevels)} ({NoiseLevels}).", [nameof(DenoisingSteps)]);
        }

        if (Sampling == DiffusionSampling.Ddpm && StepCount != NoiseLevels)
        {
            yield return new ValidationResult(
                $"{nameof(DenoisingSteps)} ({DenoisingSteps}) must be {nameof(NoiseLevels)} ({NoiseLevels}) with {nameof(DiffusionSampling.Ddpm)}, " +
                $"which walks through every level. Use {nameof(DiffusionSampling.Ddim)} for fewer steps.",
                [nameof(DenoisingSteps)]);
        }
    }
}
