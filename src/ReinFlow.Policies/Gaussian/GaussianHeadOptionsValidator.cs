using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="GaussianHeadOptions"/>.</summary>
[OptionsValidator]
public sealed partial class GaussianHeadOptionsValidator : IValidateOptions<GaussianHeadOptions>
{
}
