using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="NoisyFlowOptions"/>.</summary>
[OptionsValidator]
public sealed partial class NoisyFlowOptionsValidator : IValidateOptions<NoisyFlowOptions>
{
}
