using ReinFlow.Environments;
using ReinFlow.Policies;

namespace ReinFlow.Algorithms;

/// <summary>Refuses a policy and environments that do not fit together.</summary>
internal static class ActionChunkGuard
{
    /// <summary>Throws unless the environments execute what the policy predicts.</summary>
    /// <param name="chunk">The chunk that the policy predicts.</param>
    /// <param name="environment">The environments.</param>
    public static void Require(ActionChunkSpec chunk, IVectorEnvironment environment)
    {
        if (environment.Spec.ActionDimension != chunk.ActionDimension)
        {
            throw new ArgumentException(
                $"The environment '{environment.Spec.Name}' takes actions of {environment.Spec.ActionDimension} components, but the " +
                $"policy predicts {chunk.ActionDimension}. Use a policy that was made for this task.");
        }

        if (environment.ExecutedSteps != chunk.ExecutedSteps)
        {
            throw new ArgumentException(
                $"The vector environment executes {environment.ExecutedSteps} steps of a chunk, but the policy expects " +
                $"{chunk.ExecutedSteps}. Give both the same number of executed steps.");
        }
    }
}
