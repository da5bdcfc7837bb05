using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="SquashedGaussianHeadOptions"/>.</summary>
[OptionsValidator]
public sealed partial class SquashedGaussianHeadOptionsValidator : IValidateOptions<SquashedGaussianHeadOptions>
{
}
