using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="RectifiedFlowOptions"/>.</summary>
[OptionsValidator]
public sealed partial class RectifiedFlowOptionsValidator : IValidateOptions<RectifiedFlowOptions>
{
}
