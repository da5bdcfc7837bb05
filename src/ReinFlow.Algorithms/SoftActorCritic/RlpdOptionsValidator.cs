using Microsoft.Extensions.Options;

namespace ReinFlow.Algorithms;

/// <summary>Validates <see cref="RlpdOptions"/>.</summary>
[OptionsValidator]
public sealed partial class RlpdOptionsValidator : IValidateOptions<RlpdOptions>
{
}
