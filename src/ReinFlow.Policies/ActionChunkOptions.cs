using System.ComponentModel.DataAnnotations;

namespace ReinFlow.Policies;

/// <summary>The chunk of actions that a policy plans: what the configurations of all policies have in common.</summary>
public abstract record ActionChunkOptions : IValidatableObject
{
    /// <summary>Gets or sets the number of actions of a chunk.</summary>
    /// <value>The default is 4.</value>
    [Limits(1, 1000)]
    public int Horizon { get; set; } = 4;

    /// <summary>Gets or sets how many of them are executed before the policy is asked again.</summary>
    /// <value>The default is 4.</value>
    [Limits(1, 1000)]
    public int ExecutedSteps { get; set; } = 4;

    /// <inheritdoc/>
    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Rules().Under(validationContext);

    private IEnumerable<ValidationResult> Rules()
    {
        if (ExecutedSteps > Horizon)
        {
            yield return new ValidationResult(
                $"{nameof(ExecutedSteps)} ({ExecutedSteps}) must not exceed {nameof(Horizon)} ({Horizon}).", [nameof(ExecutedSteps)]);
        }
    }
}
