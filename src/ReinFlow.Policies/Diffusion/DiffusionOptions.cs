using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Configures a diffusion policy and its denoising chain.</summary>
public sealed record DiffusionOptions : IValidatableObject
{
    /// <summary>Gets or sets the number of actions of a chunk.</summary>
    /// <value>The default is 4.</value>
    [Range(1, 1000)]
    public int Horizon { get; set; } = 4;

    /// <summary>Gets or sets how many of them are executed before the policy is asked again.</summary>
    /// <value>The default is 4.</value>
    [Range(1, 1000)]
    public int ExecutedSteps { get; set; } = 4;

    /// <summary>Gets or sets the network that predicts the noise.</summary>
    [ValidateObjectMembers]
    public FlowNetworkOptions Network { get; set; } = new();

    /// <summary>Gets or sets the denoising chain.</summary>
    [ValidateObjectMembers]
    public DiffusionChainOptions Chain { get; set; } = new();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ExecutedSteps > Horizon)
        {
            yield return new ValidationResult(
                $"{nameof(ExecutedSteps)} ({ExecutedSteps}) must not exceed {nameof(Horizon)} ({Horizon}).", [nameof(ExecutedSteps)]);
        }

        foreach (ValidationResult failure in Chain.CheckHorizon(Horizon))
        {
            yield return failure;
        }
    }
}
