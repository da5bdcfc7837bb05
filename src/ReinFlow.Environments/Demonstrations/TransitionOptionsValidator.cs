using Microsoft.Extensions.Options;

namespace ReinFlow.Demonstrations;

/// <summary>Validates <see cref="TransitionOptions"/>.</summary>
[OptionsValidator]
public sealed partial class TransitionOptionsValidator : IValidateOptions<TransitionOptions>
{
}
