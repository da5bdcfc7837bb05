namespace ReinFlow.Algorithms.Tests;

/// <summary>Writes given densities of whole chains into a rollout, which keeps one per transition.</summary>
internal static class RolloutDensities
{
    /// <summary>Gives all of a chain's density to its first transition.</summary>
    /// <param name="rollout">The rollout with its chains.</param>
    /// <param name="normalized">The densities with the start, divided by the number of terms and of components.</param>
    public static void Fill(RolloutBuffer rollout, ReadOnlySpan<float> normalized)
    {
        RolloutShape shape = rollout.Shape;
        for (int i = 0; i < normalized.Length; i++)
        {
            double initial = 0.0;
            foreach (float value in rollout.Chains.AsSpan(i * shape.ChainSize, shape.ActionChunk.Size))
            {
                initial -= (0.5 * value * value) + (0.5 * Math.Log(Math.Tau));
            }

            double total = (double)normalized[i] * (shape.DenoisingSteps + 1) * shape.ActionChunk.Size;
            rollout.LogDensities[i * shape.DenoisingSteps] = (float)(total - initial);
        }
    }
}
