using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Configures a Gaussian policy, or a mixture.</summary>
public sealed record GaussianOptions : ActionChunkOptions
{
    /// <summary>Gets or sets network and noise.</summary>
    [ValidateObjectMembers]
    public GaussianHeadOptions Head { get; set; } = new();
}
