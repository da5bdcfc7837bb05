using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Validates <see cref="CriticEnsembleOptions"/>.</summary>
[OptionsValidator]
public sealed partial class CriticEnsembleOptionsValidator : IValidateOptions<CriticEnsembleOptions>
{
}
