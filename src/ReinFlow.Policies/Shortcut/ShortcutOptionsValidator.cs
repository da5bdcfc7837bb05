using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="ShortcutOptions"/>.</summary>
[OptionsValidator]
public sealed partial class ShortcutOptionsValidator : IValidateOptions<ShortcutOptions>
{
}
