using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="SquashedGaussianOptions"/>.</summary>
[OptionsValidator]
public sealed partial class SquashedGaussianOptionsValidator : IValidateOptions<SquashedGaussianOptions>
{
}
