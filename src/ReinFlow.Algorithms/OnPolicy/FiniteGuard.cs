using System.Numerics.Tensors;
using ReinFlow.FineTuning;

namespace ReinFlow.Algorithms;

/// <summary>Stops a rollout at the first number that is not finite.</summary>
internal static class FiniteGuard
{
    /// <summary>Throws unless all numbers are finite; names the first that is not, and what usually causes it.</summary>
    /// <param name="values">The numbers, one row per environment.</param>
    /// <param name="size">The numbers of one row.</param>
    /// <param name="firstEnvironment">The environment of the first row.</param>
    /// <param name="name">What the numbers are.</param>
    /// <param name="decision">The decision at which they were found.</param>
    public static void Require(ReadOnlySpan<float> values, int size, int firstEnvironment, string name, long decision)
    {
        if (TensorPrimitives.IsFiniteAll(values))
        {
            return;
        }

        int index = 0;
        while (float.IsFinite(values[index]))
        {
            index++;
        }

        string cure = name == "action"
            ? "The policy diverged: lower the learning rates or set a maximum gradient norm, and check the checkpoint it started from."
            : "Correct the environment: a simulation step that is too long or a division by zero is the usual cause.";
        throw new TrainingDivergedException(
            $"The {name} of environment {firstEnvironment + (index / size)} is {values[index]} in component {index % size} " +
            $"at decision {decision} of the rollout. {cure}");
    }
}
