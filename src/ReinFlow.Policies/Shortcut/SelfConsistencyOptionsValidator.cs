using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="SelfConsistencyOptions"/>.</summary>
[OptionsValidator]
public sealed partial class SelfConsistencyOptionsValidator : IValidateOptions<SelfConsistencyOptions>
{
}
