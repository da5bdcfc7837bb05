using NUnit.Framework;
using ReinFlow.Tensors;

namespace ReinFlow.Testing;

/// <summary>Compares the gradients of an engine with central differences.</summary>
public static class GradientCheck
{
    /// <summary>Asserts that the gradient of a function of some tensors is what central differences say.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="function">Maps the tensors to a tensor of any shape; its elements are weighted and summed here.</param>
    /// <param name="random">The source of the tensors' values.</param>
    /// <param name="transform">Maps standard normal numbers to the tensors' values, for functions with a limited domain.</param>
    /// <param name="shapes">The shapes of the tensors.</param>
    public static void Assert(
        TensorEngine engine,
        Func<Tensor[], Tensor> function,
        RandomSource random,
        Func<float, float>? transform,
        params TensorShape[] shapes)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(shapes);

        const float Distance = 1e-2f;
        int length = shapes.Sum(shape => shape.ElementCount);
        float[] values = new float[length];
        random.FillGaussian(values);
        values = transform is null ? values : [.. values.Select(transform)];
        float[] weights = new float[4096];
        random.FillGaussian(weights);

        using Tensor buffer = engine.CreatePersistent([length]);
        using Tensor gradients = engine.CreatePersistent([length]);
        var operands = new Tensor[shapes.Length];
        for (int i = 0, offset = 0; i < shapes.Length; offset += shapes[i].ElementCount, i++)
        {
            operands[i] = engine.CreateParameter(buffer, gradients, offset, shapes[i]);
        }

        buffer.CopyFrom(values);
        using (GradientTape tape = engine.RecordGradients())
        {
            tape.Backward(Weighted(engine, function(operands), weights));
        }

        float[] actual = gradients.ToArray();
        for (int i = 0; i < length; i++)
        {
            // Five points, whose error falls with the fourth power of the distance.
            double expected = ((8 * (At(i, Distance) - At(i, -Distance))) - (At(i, 2 * Distance) - At(i, -2 * Distance))) / (12 * Distance);
            NUnit.Framework.Assert.That(actual[i], Is.EqualTo(expected).Within(2e-3 + (2e-3 * Math.Abs(expected))), $"element {i}");
        }

        double At(int index, float shift)
        {
            float[] moved = [.. values];
            moved[index] += shift;
            buffer.CopyFrom(moved);
            using TensorScope scope = engine.OpenScope();
            return function(operands).ToArray().Select((value, i) => (double)value * weights[i]).Sum();
        }
    }

    private static Tensor Weighted(TensorEngine engine, Tensor result, float[] weights) =>
        (result * engine.FromValues(weights.AsSpan(0, result.Shape.ElementCount), result.Shape)).Sum();
}
