using Microsoft.Extensions.Options;

namespace ReinFlow.Environments;

/// <summary>Validates <see cref="VectorEnvironmentOptions"/>.</summary>
[OptionsValidator]
public sealed partial class VectorEnvironmentOptionsValidator : IValidateOptions<VectorEnvironmentOptions>
{
}
