using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="EulerSamplerOptions"/>.</summary>
[OptionsValidator]
public sealed partial class EulerSamplerOptionsValidator : IValidateOptions<EulerSamplerOptions>
{
}
