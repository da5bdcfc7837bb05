using Microsoft.Extensions.Options;

namespace ReinFlow.Algorithms;

/// <summary>Validates <see cref="PretrainingOptions"/>.</summary>
[OptionsValidator]
public sealed partial class PretrainingOptionsValidator : IValidateOptions<PretrainingOptions>
{
}
