using Microsoft.Extensions.Options;

namespace ReinFlow.Algorithms;

/// <summary>Validates what all algorithms of <see cref="SoftActorCriticOptions"/> share.</summary>
[OptionsValidator]
internal sealed partial class SoftActorCriticOptionsValidator : IValidateOptions<SoftActorCriticOptions>
{
}
