using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="ShortcutStepOptions"/>.</summary>
[OptionsValidator]
public sealed partial class ShortcutStepOptionsValidator : IValidateOptions<ShortcutStepOptions>
{
}
