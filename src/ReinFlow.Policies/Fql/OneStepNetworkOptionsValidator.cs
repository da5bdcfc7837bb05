using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="OneStepNetworkOptions"/>.</summary>
[OptionsValidator]
public sealed partial class OneStepNetworkOptionsValidator : IValidateOptions<OneStepNetworkOptions>
{
}
