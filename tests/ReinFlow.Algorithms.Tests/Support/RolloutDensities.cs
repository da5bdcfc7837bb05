namespace ReinFlow.Algorithms.Tests;

/// <summary>Writes given densities of whole chains into a rollout, which keeps one per transition.</summary>
internal static class RolloutDensities
{
    /// <summary>Gives all of a chain's density to its first transition.</summary>
    /// <param name="rollout">The rollout with its chains.</param>
    /// <param name="normalized">The densities, divided by the number of terms and of components.</param>
    /// <param name="withStart">Whether the start is one of the terms.</param>
    public static void Fill(RolloutBuffer rollout, ReadOnlySpan<float> normalized, bool withStart = true)
    {
        RolloutShape shape = rollout.Shape;
        for (int i = 0; i < normalized.Length; i++)
        {
            double initial = 0.0;
            foreach (float value in withStart ? rollout.Chains.AsSpan(i * shape.ChainSize, shape.ActionChunk.Size) : [])
            {
                initial -= (0.5 * value * value) + (0.5 * Math.Log(Math.Tau));
            }

            double total = (double)normalized[i] * (shape.DenoisingSteps + (withStart ? 1 : 0)) * shape.ActionChunk.Size;
            rollout.LogDensities[i * shape.DenoisingSteps] = (float)(total - initial);
        }
    }
}
