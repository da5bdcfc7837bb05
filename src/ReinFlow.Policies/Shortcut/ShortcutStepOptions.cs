using System.ComponentModel.DataAnnotations;
using System.Numerics;

namespace ReinFlow.Policies;

/// <summary>Configures how a shortcut policy reads its denoising steps, and which of them it learns.</summary>
public sealed record ShortcutStepOptions : IValidatableObject
{
    /// <summary>Gets or sets how embedded step and encoded observation are joined.</summary>
    /// <value>The default is <see cref="StepCombination.Add"/>.</value>
    public StepCombination Combination { get; set; } = StepCombination.Add;

    /// <summary>Gets or sets the largest number of denoising steps that is trained, a power of two; all smaller powers are trained, too.</summary>
    /// <value>
    /// The default is 16. Checkpoints of the official code, whose configurations say 20, were trained up to 262,144 steps because of a
    /// slip there; 16 is what was meant.
    /// </value>
    [Limits(1, 1 << 20)]
    public int MaximumDenoisingSteps { get; set; } = 16;

    /// <summary>Checks whether the policy learns the steps of a chain.</summary>
    /// <param name="denoisingSteps">The number of denoising steps.</param>
    /// <param name="grid">The flow times.</param>
    /// <returns>What is wrong.</returns>
    public IEnumerable<ValidationResult> Check(int denoisingSteps, FlowTimeGrid grid)
    {
        if (!ShortcutSteps.IsTrained(denoisingSteps, MaximumDenoisingSteps))
        {
            yield return new ValidationResult(
                $"{nameof(NoisyFlowOptions.DenoisingSteps)} ({denoisingSteps}) {ShortcutSteps.Rule(MaximumDenoisingSteps)}",
                [nameof(NoisyFlowOptions.DenoisingSteps)]);
        }

        if (grid != FlowTimeGrid.Uniform)
        {
            yield return new ValidationResult(
                $"{nameof(NoisyFlowOptions.Grid)} ({grid}) must be {FlowTimeGrid.Uniform} for a shortcut policy: its steps start where the last one ended.",
                [nameof(NoisyFlowOptions.Grid)]);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Rules().Under(validationContext);

    private IEnumerable<ValidationResult> Rules()
    {
        if (!BitOperations.IsPow2(MaximumDenoisingSteps))
        {
            yield return new ValidationResult(
                $"{nameof(MaximumDenoisingSteps)} ({MaximumDenoisingSteps}) must be a power of two, such as " +
                $"{BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, MaximumDenoisingSteps))}: steps are trained by halving.",
                [nameof(MaximumDenoisingSteps)]);
        }

        if (!Enum.IsDefined(Combination))
        {
            yield return new ValidationResult(
                $"{nameof(Combination)} ({Combination}) must be one of {string.Join(", ", Enum.GetNames<StepCombination>())}.",
                [nameof(Combination)]);
        }
    }
}
