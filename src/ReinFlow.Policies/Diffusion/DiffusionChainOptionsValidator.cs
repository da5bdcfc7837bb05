using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="DiffusionChainOptions"/>.</summary>
[OptionsValidator]
public sealed partial class DiffusionChainOptionsValidator : IValidateOptions<DiffusionChainOptions>
{
}
