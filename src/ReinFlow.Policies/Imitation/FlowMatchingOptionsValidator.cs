using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="FlowMatchingOptions"/>.</summary>
[OptionsValidator]
public sealed partial class FlowMatchingOptionsValidator : IValidateOptions<FlowMatchingOptions>
{
}
