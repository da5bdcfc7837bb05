using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="FlowNetworkOptions"/>.</summary>
[OptionsValidator]
public sealed partial class FlowNetworkOptionsValidator : IValidateOptions<FlowNetworkOptions>
{
}
