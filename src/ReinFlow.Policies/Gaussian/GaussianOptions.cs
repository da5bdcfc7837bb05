using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Configures a Gaussian policy, or a mixture.</summary>
public sealed record GaussianOptions : IValidatableObject
{
    /// <summary>Gets or sets the number of actions of a chunk.</summary>
    /// <value>The default is 4.</value>
    [Range(1, 1000)]
    public int Horizon { get; set; } = 4;

    /// <summary>Gets or sets how many of them are executed before the policy is asked again.</summary>
    /// <value>The default is 4.</value>
    [Range(1, 1000)]
    public int ExecutedSteps { get; set; } = 4;

    /// <summary>Gets or sets network and noise.</summary>
    [ValidateObjectMembers]
    public GaussianHeadOptions Head { get; set; } = new();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => ExecutedSteps > Horizon
        ? [new ValidationResult($"{nameof(ExecutedSteps)} ({ExecutedSteps}) must not exceed {nameof(Horizon)} ({Horizon}).", [nameof(ExecutedSteps)])]
        : [];
}
