using Microsoft.Extensions.Options;

namespace ReinFlow.Algorithms;

/// <summary>Validates <see cref="SacOptions"/>.</summary>
[OptionsValidator]
public sealed partial class SacOptionsValidator : IValidateOptions<SacOptions>
{
}
