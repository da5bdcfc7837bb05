using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="DiffusionSamplerOptions"/>.</summary>
[OptionsValidator]
public sealed partial class DiffusionSamplerOptionsValidator : IValidateOptions<DiffusionSamplerOptions>
{
}
