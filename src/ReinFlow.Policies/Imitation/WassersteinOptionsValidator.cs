using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="WassersteinOptions"/>.</summary>
[OptionsValidator]
public sealed partial class WassersteinOptionsValidator : IValidateOptions<WassersteinOptions>
{
}
