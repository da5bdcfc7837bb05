using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="OneStepFlowOptions"/>.</summary>
[OptionsValidator]
public sealed partial class OneStepFlowOptionsValidator : IValidateOptions<OneStepFlowOptions>
{
}
