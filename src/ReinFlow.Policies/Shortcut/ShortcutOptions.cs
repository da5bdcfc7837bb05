using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Configures a shortcut policy and its denoising chain.</summary>
/// <remarks>The defaults are those of ReinFlow's locomotion tasks: an observation encoder of 64 and 16, added to the embedded step.</remarks>
public sealed record ShortcutOptions : FlowPolicyOptions
{
    /// <summary>Initializes a new instance of the <see cref="ShortcutOptions"/> class.</summary>
    public ShortcutOptions() => Network.ConditionLayers = [64, 16];

    /// <summary>Gets or sets how denoising steps are read, and which of them are learned.</summary>
    [ValidateObjectMembers(typeof(ShortcutStepOptionsValidator))]
    public ShortcutStepOptions Steps { get; set; } = new();

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        base.Validate(validationContext).Concat(Steps.Check(Chain.DenoisingSteps, Chain.Grid).Under(validationContext, nameof(Chain)));
}
