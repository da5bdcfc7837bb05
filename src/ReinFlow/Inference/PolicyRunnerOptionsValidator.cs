using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="PolicyRunnerOptions"/>.</summary>
[OptionsValidator]
public sealed partial class PolicyRunnerOptionsValidator : IValidateOptions<PolicyRunnerOptions>
{
}
