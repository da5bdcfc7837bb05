using NUnit.Framework;
using ReinFlow.Tensors;

namespace ReinFlow.Testing;

/// <content>Layers of ensembles.</content>
public abstract partial class TensorEngineConformanceTests
{
    /// <summary>An ensemble's linear layer has the bits of the members' own layers, for inputs of its own and for shared ones.</summary>
    /// <param name="kind">The activation.</param>
    /// <param name="outputs">The number of outputs; critics end with one.</param>
    [Test]
    public void EnsembleLayersAreTheMembersLayers([Values] ActivationKind kind, [Values(1, 5, 70)] int outputs)
    {
        using TensorScope scope = Engine.OpenScope();
        Tensor own = Noise([3, 9, 4], 30);
        Tensor[] weights = [.. Enumerable.Range(0, 3).Select(e => Noise([outputs, 4], 31 + e))];
        Tensor[] biases = [.. Enumerable.Range(0, 3).Select(e => Noise([outputs], 41 + e))];
        Tensor shared = own.Slice(0, 1, 1).Reshape([9, 4]);
        float[] fromOwn = Engine.EnsembleLinear(own, weights, biases, kind).ToArray();
        float[] fromShared = Engine.EnsembleLinear(shared, weights, biases, kind).ToArray();
        Assert.Multiple(() =>
        {
            for (int e = 0; e < 3; e++)
            {
                Tensor block = own.Slice(0, e, 1).Reshape([9, 4]);
                Assert.That(
                    fromOwn[(e * 9 * outputs)..((e + 1) * 9 * outputs)],
                    Is.EqualTo(Engine.Linear(block, weights[e], biases[e], kind).ToArray()),
                    $"member {e}, own input");
                Assert.That(
                    fromShared[(e * 9 * outputs)..((e + 1) * 9 * outputs)],
                    Is.EqualTo(Engine.Linear(shared, weights[e], biases[e], kind).ToArray()),
                    $"member {e}, shared input");
            }
        });
    }

    /// <summary>An ensemble's linear layer differentiates with respect to its input and every member's weight and bias.</summary>
    /// <param name="kind">The activation.</param>
    [Test]
    public void EnsembleLayersDifferentiate([Values] ActivationKind kind)
    {
        GradientCheck.Assert(
            Engine,
            x => Engine.EnsembleLinear(x[0], [x[1], x[2]], [x[3], x[4]], kind),
            new RandomSource(45),
            AwayFromZero,
            [2, 3, 4],
            [5, 4],
            [5, 4],
            [5],
            [5]);
        GradientCheck.Assert(
            Engine,
            x => Engine.EnsembleLinear(x[0] * 1f, [x[1], x[2] * 1f], [x[3], x[3]], kind),
            new RandomSource(32),
            AwayFromZero,
            [3, 4],
            [5, 4],
            [5, 4],
            [5]);
    }

    /// <summary>An ensemble's layer normalisation is the members' own, and differentiates.</summary>
    [Test]
    public void EnsemblesAreNormalised()
    {
        using (TensorScope scope = Engine.OpenScope())
        {
            Tensor input = Noise([2, 3, 6], 33);
            Tensor[] weights = [Noise([6], 34), Noise([6], 35)];
            Tensor[] biases = [Noise([6], 36), Noise([6], 37)];
            float[] second = Engine.EnsembleLayerNorm(input, weights, biases, 1e-5f).Slice(0, 1, 1).ToArray();
            Assert.That(second, Is.EqualTo(Engine.LayerNorm(input.Slice(0, 1, 1), weights[1], biases[1], 1e-5f).ToArray()));
        }

        GradientCheck.Assert(
            Engine,
            x => Engine.EnsembleLayerNorm(x[0], [x[1], x[2]], [x[3], x[4]], 1e-5f),
            new RandomSource(38),
            null,
            [2, 3, 6],
            [6],
            [6],
            [6],
            [6]);
    }

    /// <summary>The gradient reaches an input through members whose parameters are held fixed, and leaves the parameters alone.</summary>
    [Test]
    public void FixedMembersPassTheGradientToTheInput()
    {
        using Tensor values = Engine.CreatePersistent([12]);
        using Tensor gradients = Engine.CreatePersistent([12]);
        values.CopyFrom([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        Tensor input = Engine.CreateParameter(values, gradients, 0, [2, 2]);
        Tensor first = Engine.CreateParameter(values, gradients, 4, [1, 2]);
        Tensor second = Engine.CreateParameter(values, gradients, 6, [1, 2]);
        using (GradientTape tape = Engine.RecordGradients())
        {
            Tensor bias = Engine.Zeros([1]);
            Tensor outputs = Engine.EnsembleLinear(
                input, [first.StopGradient(), second.StopGradient()], [bias, bias], ActivationKind.Identity);
            tape.Backward(outputs.Sum());
        }

        Assert.That(gradients.ToArray(), Is.EqualTo(new float[] { 12, 14, 12, 14, 0, 0, 0, 0, 0, 0, 0, 0 }));
    }

    /// <summary>A parameter whose gradient is stopped is multiplied with its new values after a change.</summary>
    [Test]
    public void StoppedParametersFollowTheirValues()
    {
        using Tensor values = Engine.CreatePersistent([4]);
        Tensor weight = Engine.CreateParameter(values, null, 0, [2, 2]);
        foreach (float factor in (ReadOnlySpan<float>)[1f, 2f])
        {
            values.CopyFrom([factor, 0, 0, factor]);
            using TensorScope scope = Engine.OpenScope();
            Tensor result = Engine.Linear(Engine.FromValues([3, 5], [1, 2]), weight.StopGradient(), null, ActivationKind.Identity);
            Assert.That(result.ToArray(), Is.EqualTo(new[] { 3 * factor, 5 * factor }));
        }
    }

    /// <summary>The smallest element along an axis is found and differentiates; equal ones share the gradient.</summary>
    [Test]
    public void TheSmallestAlongAnAxisDifferentiates()
    {
        float[] operands = [3, 1, 2, 2, 2, 2];
        (float[] values, float[] gradients) = Differentiate(x => x.Reshape([2, 3]).Minimum(0), operands);
        Assert.Multiple(() =>
        {
            Assert.That(values, Is.EqualTo(new float[] { 2, 1, 2 }));
            Assert.That(gradients, Is.EqualTo(new[] { 0, 1, 0.5f, 1, 0, 0.5f }));
        });
        GradientCheck.Assert(Engine, x => x[0].Minimum(1), new RandomSource(39), value => 3 * value, [2, 3, 4]);
    }

    /// <summary>Members that do not fit are refused with the shapes that were found.</summary>
    [Test]
    public void EnsemblesThatDoNotFitAreRefused()
    {
        using TensorScope scope = Engine.OpenScope();
        Tensor weight = Engine.Zeros([5, 4]);
        Tensor bias = Engine.Zeros([5]);
        Assert.Multiple(() =>
        {
            Assert.That(
                () => Engine.EnsembleLinear(Engine.Zeros([3, 6, 4]), [weight, weight], [bias, bias], ActivationKind.Identity),
                Throws.ArgumentException);
            Assert.That(
                () => Engine.EnsembleLinear(Engine.Zeros([6, 3]), [weight, weight], [bias, bias], ActivationKind.Identity),
                Throws.ArgumentException);
            Assert.That(
                () => Engine.EnsembleLinear(Engine.Zeros([6, 4]), [weight, Engine.Zeros([6, 4])], [bias, bias], ActivationKind.Identity),
                Throws.ArgumentException);
            Assert.That(
                () => Engine.EnsembleLinear(Engine.Zeros([6, 4]), [weight, weight], [bias], ActivationKind.Identity), Throws.ArgumentException);
        });
    }

    private Tensor Noise(TensorShape shape, int seed)
    {
        float[] values = new float[shape.ElementCount];
        new RandomSource((ulong)seed).FillGaussian(values);
        return Engine.FromValues(values, shape);
    }
}
