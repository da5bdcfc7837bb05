using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="PerceptronOptions"/>.</summary>
[OptionsValidator]
public sealed partial class PerceptronOptionsValidator : IValidateOptions<PerceptronOptions>
{
}
