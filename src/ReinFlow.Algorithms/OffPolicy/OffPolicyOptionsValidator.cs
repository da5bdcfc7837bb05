using Microsoft.Extensions.Options;

namespace ReinFlow.Algorithms;

/// <summary>Validates what all algorithms of <see cref="OffPolicyOptions"/> share.</summary>
[OptionsValidator]
internal sealed partial class OffPolicyOptionsValidator : IValidateOptions<OffPolicyOptions>
{
}
