using ReinFlow.Environments;
using ReinFlow.Tensors;

namespace ReinFlow.Export;

/// <summary>The arithmetic of <see cref="Normalization"/> on tensors, operation by operation, so that it rounds alike.</summary>
internal static class Scaling
{
    private const float Epsilon = 1e-6f;

    /// <summary>Takes observations [batch, history, features] from the environment's own units to the policy's.</summary>
    public static Tensor Normalize(TensorEngine engine, Tensor observations, Normalization ranges)
    {
        float[] widths = [.. ranges.ObservationMaximum.Zip(ranges.ObservationMinimum, (high, low) => high - low + Epsilon)];
        Tensor shifted = (observations - Vector(engine, ranges.ObservationMinimum)) * 2f;
        return (shifted / Vector(engine, widths)) - 1f;
    }

    /// <summary>Takes actions [batch, horizon, action] from the policy's units to the environment's own.</summary>
    public static Tensor Denormalize(TensorEngine engine, Tensor actions, Normalization ranges)
    {
        float[] widths = [.. ranges.ActionMaximum.Zip(ranges.ActionMinimum, (high, low) => high - low)];
        return ((actions + 1f) * 0.5f * Vector(engine, widths)) + Vector(engine, ranges.ActionMinimum);
    }

    private static Tensor Vector(TensorEngine engine, float[] values) => engine.FromValues(values, [values.Length]);
}
