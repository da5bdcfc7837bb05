using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

/// <summary>Compares the gradient of a function of parameters with its slope along random directions.</summary>
internal static class ParameterSlopes
{
    /// <summary>Asserts that every trained parameter's gradient in the store predicts the slope of the function.</summary>
    public static void AssertGradient(ParameterStore store, Func<double> function, float reach)
    {
        float[] gradient = store.Gradients.ToArray();
        float[] values = store.Values.ToArray();
        var random = new RandomSource(9);
        foreach (ParameterEntry entry in store.Entries.Where(entry => entry.IsTrainable))
        {
            float[] direction = new float[entry.Shape.ElementCount];
            random.FillGaussian(direction);
            double expected = direction.Select((value, i) => (double)value * gradient[entry.Offset + i]).Sum();
            double slope = (Along(reach) - Along(-reach)) / (2 * reach);

            Assert.That(slope, Is.EqualTo(expected).Within(1e-2 + (1e-2 * Math.Abs(expected))), entry.Name);

            double Along(float distance)
            {
                float[] moved = [.. values];
                for (int i = 0; i < direction.Length; i++)
                {
                    moved[entry.Offset + i] += distance * direction[i];
                }

                store.Values.CopyFrom(moved);
                return function();
            }
        }
    }
}
