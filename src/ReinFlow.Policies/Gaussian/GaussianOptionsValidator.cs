using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="GaussianOptions"/>.</summary>
[OptionsValidator]
public sealed partial class GaussianOptionsValidator : IValidateOptions<GaussianOptions>
{
}
