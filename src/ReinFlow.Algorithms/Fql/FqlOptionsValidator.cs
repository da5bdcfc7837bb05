using Microsoft.Extensions.Options;

namespace ReinFlow.Algorithms;

/// <summary>Validates <see cref="FqlOptions"/>.</summary>
[OptionsValidator]
public sealed partial class FqlOptionsValidator : IValidateOptions<FqlOptions>
{
}
