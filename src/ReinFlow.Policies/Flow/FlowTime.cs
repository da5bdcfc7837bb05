namespace ReinFlow.Policies;

/// <summary>Divides the flow time from noise (0) to action (1) into denoising steps.</summary>
public static class FlowTime
{
    /// <summary>Lists the denoising steps of a grid.</summary>
    /// <param name="count">The number K of denoising steps, at least 1.</param>
    /// <param name="grid">Where the velocity is evaluated.</param>
    /// <returns>The steps, each of the length 1 / K.</returns>
    public static DenoisingStep[] Steps(int count, FlowTimeGrid grid)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);

        var steps = new DenoisingStep[count];
        for (int k = 0; k < count; k++)
        {
            float time = grid switch
            {
                FlowTimeGrid.Uniform => (float)k / count,
                FlowTimeGrid.Inclusive => InclusiveTime(k, count),
                _ => throw new ArgumentOutOfRangeException(nameof(grid), grid, "Choose Uniform or Inclusive."),
            };
            steps[k] = new DenoisingStep(k, time, 1f / count);
        }

        return steps;
    }

    /// <summary>Computes linspace(0, 1, count) as PyTorch does in float32: from the start up to the middle, then from the end.</summary>
    private static float InclusiveTime(int index, int count)
    {
        if (count == 1)
        {
            return 0f;
        }

        float spacing = 1f / (count - 1);
        return index < count / 2 ? index * spacing : 1f - ((count - 1 - index) * spacing);
    }
}
