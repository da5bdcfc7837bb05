using System.Numerics;

namespace ReinFlow.Policies;

/// <summary>The denoising steps that a shortcut policy learns: of the lengths 1, 1/2, 1/4 …, each starting at a multiple of its length.</summary>
internal static class ShortcutSteps
{
    /// <summary>Says whether a number of denoising steps is trained.</summary>
    public static bool IsTrained(int count, int maximum) => count >= 1 && count <= maximum && BitOperations.IsPow2(count);

    /// <summary>Completes a sentence that names another number of denoising steps.</summary>
    public static string Rule(int maximum) =>
        $"must be a power of two up to {maximum}: a shortcut policy learns the step lengths 1, 1/2 … 1/{maximum} and knows nothing of others. " +
        "Choose such a number, or train with a larger MaximumDenoisingSteps.";

    /// <summary>Throws unless a step is trained; a step of length 0 asks for the velocity itself, at any flow time.</summary>
    public static void Require(DenoisingStep step, int maximum)
    {
        if (step.StepSize == 0f)
        {
            return;
        }

        float count = 1f / step.StepSize;
        if (!(count >= 1f && count <= maximum && count == MathF.Truncate(count) && IsTrained((int)count, maximum)))
        {
            throw new ArgumentException($"The number of denoising steps ({count:0.##}) {Rule(maximum)}", nameof(step));
        }

        float sections = step.Time * count;
        if (sections != MathF.Truncate(sections))
        {
            throw new ArgumentException(
                $"A step of length 1/{count} was asked for at the flow time {step.Time}, but a shortcut policy learns it at the multiples of " +
                $"its length only. Use the grid k/K ({nameof(FlowTimeGrid)}.{FlowTimeGrid.Uniform}).",
                nameof(step));
        }
    }
}
