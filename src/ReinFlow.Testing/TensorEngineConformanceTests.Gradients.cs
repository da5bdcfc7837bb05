using NUnit.Framework;
using ReinFlow.Tensors;

namespace ReinFlow.Testing;

/// <content>Gradients.</content>
public abstract partial class TensorEngineConformanceTests
{
    /// <summary>Binary operators broadcast as NumPy does and differentiate.</summary>
    /// <param name="name">The operator.</param>
    [TestCase("+")]
    [TestCase("-")]
    [TestCase("*")]
    [TestCase("/")]
    [TestCase("min")]
    [TestCase("max")]
    public void BinaryOperatorsBroadcastAndDifferentiate(string name)
    {
        TensorShape[][] pairs = [[[3, 4], [3, 4]], [[2, 3, 4], [4]], [[2, 3, 4], [3, 1]], [[2, 1, 4], [3, 1]], [[3, 4], []], [[1], [2, 3]]];
        foreach (TensorShape[] pair in pairs)
        {
            GradientCheck.Assert(Engine, x => Combine(name, x[0], x[1]), new RandomSource(3), value => AwayFromZero(value), pair);
        }
    }

    /// <summary>A tensor combined with itself gets both gradients.</summary>
    [Test]
    public void ATensorMayMeetItself() =>
        GradientCheck.Assert(Engine, x => (x[0] * x[0]) + (x[0] / x[0]) - x[0], new RandomSource(4), AwayFromZero, [2, 3]);

    /// <summary>Elementwise functions differentiate.</summary>
    [Test]
    public void ElementwiseFunctionsDifferentiate()
    {
        GradientCheck.Assert(Engine, x => x[0].Exp(), new RandomSource(5), null, [2, 5]);
        GradientCheck.Assert(Engine, x => x[0].Log(), new RandomSource(6), value => 0.5f + (value * value), [2, 5]);
        GradientCheck.Assert(Engine, x => x[0].Square(), new RandomSource(7), null, [2, 5]);
        GradientCheck.Assert(Engine, x => (x[0] * -3f) + 2f, new RandomSource(8), null, [2, 5]);
        GradientCheck.Assert(
            Engine, x => x[0].Clamp(-0.5f, 0.7f), new RandomSource(9), value => value > 0 ? value + 0.8f : value * 0.1f, [2, 5]);
    }

    /// <summary>Operators on shapes differentiate.</summary>
    [Test]
    public void ShapeOperatorsDifferentiate()
    {
        GradientCheck.Assert(Engine, x => x[0].Slice(1, 1, 2), new RandomSource(10), null, [2, 4, 3]);
        GradientCheck.Assert(Engine, x => Engine.Concatenate(-1, x[0], x[1], x[0]), new RandomSource(11), null, [2, 3], [2, 2]);
        GradientCheck.Assert(Engine, x => Engine.Concatenate(0, x[0], x[1]), new RandomSource(12), null, [2, 3], [1, 3]);
        GradientCheck.Assert(Engine, x => x[0].RepeatRows(3), new RandomSource(13), null, [2, 3]);
        GradientCheck.Assert(Engine, x => x[0].TileRows(3), new RandomSource(14), null, [2, 3]);
        GradientCheck.Assert(Engine, x => x[0].Reshape([3, 4]) * x[0].Reshape([3, 4]), new RandomSource(15), null, [2, 6]);
        GradientCheck.Assert(Engine, x => Engine.GatherRows(x[0], [2, 0, 2]), new RandomSource(16), null, [3, 2]);
    }

    /// <summary>Reductions differentiate.</summary>
    [Test]
    public void ReductionsDifferentiate()
    {
        for (int axis = -3; axis < 3; axis++)
        {
            int chosen = axis;
            GradientCheck.Assert(Engine, x => x[0].Square().Sum(chosen), new RandomSource(17), null, [2, 3, 4]);
        }

        GradientCheck.Assert(Engine, x => x[0].Square().Mean(), new RandomSource(18), null, [2, 3]);
        GradientCheck.Assert(Engine, x => Engine.LayerNorm(x[0], x[1], x[2], 1e-5f), new RandomSource(19), null, [4, 6], [6], [6]);
    }

    /// <summary>No gradient flows through a stopped tensor, and none is recorded without a tape.</summary>
    [Test]
    public void GradientsStopWhereTheyAreTold()
    {
        using Tensor values = Engine.CreatePersistent([2]);
        using Tensor gradients = Engine.CreatePersistent([2]);
        Tensor parameter = Engine.CreateParameter(values, gradients, 0, [2]);
        values.CopyFrom([3, 5]);
        using (GradientTape tape = Engine.RecordGradients())
        {
            tape.Backward((parameter * parameter.StopGradient()).Sum());
        }

        using (TensorScope scope = Engine.OpenScope())
        {
            Assert.That((parameter * 2f).RequiresGradient, Is.False);
        }

        Assert.That(gradients.ToArray(), Is.EqualTo(new float[] { 3, 5 }));
    }

    /// <summary>Where both operands of a minimum or maximum are equal, each gets half of the gradient.</summary>
    /// <remarks>It matters: at the start of an update every probability ratio is 1, and clipped and unclipped costs tie.</remarks>
    [Test]
    public void TiesShareTheGradient()
    {
        float[] operands = [1, 2, 2, 2, 2, 1];
        Assert.Multiple(() =>
        {
            Assert.That(
                Differentiate(x => Engine.Minimum(x.Slice(0, 0, 3), x.Slice(0, 3, 3)), operands).Gradients,
                Is.EqualTo(new[] { 1, 0.5f, 0, 0, 0.5f, 1 }));
            Assert.That(
                Differentiate(x => Engine.Maximum(x.Slice(0, 0, 3), x.Slice(0, 3, 3)), operands).Gradients,
                Is.EqualTo(new[] { 0, 0.5f, 1, 1, 0.5f, 0 }));
            Assert.That(
                Differentiate(x => Engine.Minimum(x.Slice(0, 0, 2), x.Slice(0, 2, 1)), [3, 3, 3]).Gradients,
                Is.EqualTo(new[] { 0.5f, 0.5f, 1 }),
                "broadcast");
            Assert.That(Differentiate(x => Engine.Maximum(x, x), [3, 4]).Gradients, Is.EqualTo(new float[] { 1, 1 }), "with itself");
        });
    }

    /// <summary>The gradient of a clamp passes inside the limits and at both of them, and nowhere else.</summary>
    [Test]
    public void ClampsPassTheGradientAtBothEnds() => Assert.That(
        Differentiate(x => x.Clamp(-0.5f, 0.75f), [-1, -0.5f, 0, 0.75f, 2]).Gradients,
        Is.EqualTo(new float[] { 0, 1, 1, 1, 0 }));

    /// <summary>Exponential and logarithm differentiate at the ends of the float32 range.</summary>
    [Test]
    public void ExponentialAndLogarithmDifferentiateAtTheirEnds()
    {
        float[] logarithm = Differentiate(x => x.Log(), [1e-30f, 1e30f]).Gradients;
        float[] exponential = Differentiate(x => x.Exp(), [88, -80, -200]).Gradients;
        Assert.Multiple(() =>
        {
            Assert.That(logarithm, Is.EqualTo([1e30, 1e-30]).Within(0.001).Percent);
            Assert.That(exponential, Is.EqualTo([Math.Exp(88), Math.Exp(-80), 0]).Within(0.001).Percent);
        });
    }

    /// <summary>The gradients of several tapes add up; each tape is differentiated once.</summary>
    [Test]
    public void ATapeIsDifferentiatedOnce()
    {
        using Tensor values = Engine.CreatePersistent([1]);
        using Tensor gradients = Engine.CreatePersistent([1]);
        Tensor parameter = Engine.CreateParameter(values, gradients, 0, [1]);
        values.CopyFrom([3]);
        using (GradientTape tape = Engine.RecordGradients())
        {
            Tensor loss = parameter.Square().Sum();
            tape.Backward(loss);
            Assert.That(() => tape.Backward(loss), Throws.InvalidOperationException.With.Message.Contains("record again"));
        }

        using (GradientTape tape = Engine.RecordGradients())
        {
            tape.Backward(parameter.Sum());
        }

        Assert.That(gradients.ToArray(), Is.EqualTo(new float[] { 7 }));
    }

    /// <summary>A loss is a single number; one without any parameter is allowed and changes nothing.</summary>
    [Test]
    public void OnlySingleNumbersAreDifferentiated()
    {
        using GradientTape tape = Engine.RecordGradients();
        Assert.That(() => tape.Backward(Engine.Zeros([2, 3])), Throws.ArgumentException.With.Message.Contains("[2, 3]"));
        Assert.That(() => tape.Backward(Engine.Zeros([])), Throws.Nothing);
    }

    /// <summary>A disposed tape records and differentiates nothing.</summary>
    [Test]
    public void ADisposedTapeIsRefused()
    {
        using TensorScope scope = Engine.OpenScope();
        GradientTape tape = Engine.RecordGradients();
        tape.Dispose();
        tape.Dispose();
        Assert.That(() => tape.Backward(Engine.Zeros([])), Throws.TypeOf<ObjectDisposedException>());
    }

    /// <summary>Evaluates a function of one vector and the gradient of the sum of its results.</summary>
    private (float[] Values, float[] Gradients) Differentiate(Func<Tensor, Tensor> function, float[] arguments)
    {
        using Tensor buffer = Engine.CreatePersistent([arguments.Length]);
        using Tensor gradients = Engine.CreatePersistent([arguments.Length]);
        Tensor parameter = Engine.CreateParameter(buffer, gradients, 0, [arguments.Length]);
        buffer.CopyFrom(arguments);
        using GradientTape tape = Engine.RecordGradients();
        Tensor result = function(parameter);
        float[] values = result.ToArray();
        tape.Backward(result.Sum());
        return (values, gradients.ToArray());
    }
}
