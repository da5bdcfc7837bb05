using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>What the configurations of all flow policies have in common.</summary>
public abstract record FlowPolicyOptions : ActionChunkOptions
{
    /// <summary>Gets or sets the velocity network.</summary>
    [ValidateObjectMembers]
    public FlowNetworkOptions Network { get; set; } = new();

    /// <summary>Gets or sets the denoising chain.</summary>
    [ValidateObjectMembers]
    public NoisyFlowOptions Chain { get; set; } = new();
}
