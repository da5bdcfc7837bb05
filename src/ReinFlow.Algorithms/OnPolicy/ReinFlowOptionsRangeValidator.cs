using Microsoft.Extensions.Options;

namespace ReinFlow.Algorithms;

/// <summary>Validates the ranges of <see cref="ReinFlowOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ReinFlowOptionsRangeValidator : IValidateOptions<ReinFlowOptions>
{
}
