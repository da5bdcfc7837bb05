using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="DiffusionOptions"/>.</summary>
[OptionsValidator]
public sealed partial class DiffusionOptionsValidator : IValidateOptions<DiffusionOptions>
{
}
