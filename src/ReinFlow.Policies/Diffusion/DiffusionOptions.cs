using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Configures a diffusion policy and its denoising chain.</summary>
public sealed record DiffusionOptions : ActionChunkOptions
{
    /// <summary>Gets or sets the network that predicts the noise.</summary>
    [ValidateObjectMembers]
    public FlowNetworkOptions Network { get; set; } = new();

    /// <summary>Gets or sets the denoising chain.</summary>
    [ValidateObjectMembers]
    public DiffusionChainOptions Chain { get; set; } = new();

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        base.Validate(validationContext).Concat(Chain.CheckHorizon(Horizon).Under(validationContext, nameof(Chain)));
}
