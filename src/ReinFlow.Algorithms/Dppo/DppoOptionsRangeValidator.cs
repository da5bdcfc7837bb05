using Microsoft.Extensions.Options;

namespace ReinFlow.Algorithms;

/// <summary>Validates the ranges of <see cref="DppoOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class DppoOptionsRangeValidator : IValidateOptions<DppoOptions>
{
}
