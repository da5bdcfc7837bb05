using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="NoiseNetOptions"/>.</summary>
[OptionsValidator]
public sealed partial class NoiseNetOptionsValidator : IValidateOptions<NoiseNetOptions>
{
}
