using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="StochasticSamplerOptions"/>.</summary>
[OptionsValidator]
public sealed partial class StochasticSamplerOptionsValidator : IValidateOptions<StochasticSamplerOptions>
{
}
