namespace ReinFlow.Environments;

/// <summary>What happens when an environment throws, hangs or returns a number that is not finite.</summary>
public enum FaultReaction
{
    /// <summary>The run stops with a message that names the environment, the step and the cause.</summary>
    Stop,

    /// <summary>The episode is cut off where it was, and a new instance takes the place of the broken one.</summary>
    Restart,
}
