namespace ReinFlow.Policies;

/// <summary>Configures a rectified flow policy and its denoising chain.</summary>
public sealed record RectifiedFlowOptions : FlowPolicyOptions;
