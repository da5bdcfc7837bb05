using Microsoft.Extensions.Options;

namespace ReinFlow.Environments;

/// <summary>Validates <see cref="EnvironmentGuardOptions"/>.</summary>
[OptionsValidator]
public sealed partial class EnvironmentGuardOptionsValidator : IValidateOptions<EnvironmentGuardOptions>
{
}
