using NUnit.Framework;
using ReinFlow.Tensors;

namespace ReinFlow.Testing;

/// <summary>What every tensor engine must do. Derive a fixture and create the engine.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract class TensorEngineConformanceTests : IDisposable
{
    private readonly Lazy<TensorEngine> _engine;

    /// <summary>Initializes a new instance of the <see cref="TensorEngineConformanceTests"/> class.</summary>
    protected TensorEngineConformanceTests() => _engine = new Lazy<TensorEngine>(CreateEngine);

    /// <summary>Gets the engine under test.</summary>
    protected TensorEngine Engine => _engine.Value;

    /// <summary>Gets the activation functions with their values at −1.5, 0 and 2, to eight digits.</summary>
    /// <returns>The cases.</returns>
    public static IEnumerable<TestCaseData> ActivationValues()
    {
        yield return new TestCaseData(ActivationKind.Identity, new[] { -1.5f, 0f, 2f });
        yield return new TestCaseData(ActivationKind.ReLU, new[] { 0f, 0f, 2f });
        yield return new TestCaseData(ActivationKind.ELU, new[] { -0.77686984f, 0f, 2f });
        yield return new TestCaseData(ActivationKind.GELU, new[] { -0.10021080f, 0f, 1.95449974f });
        yield return new TestCaseData(ActivationKind.Tanh, new[] { -0.90514825f, 0f, 0.96402758f });
        yield return new TestCaseData(ActivationKind.Mish, new[] { -0.29809962f, 0f, 1.94395896f });
        yield return new TestCaseData(ActivationKind.Softplus, new[] { 0.20141328f, 0.69314718f, 2.12692801f });
        yield return new TestCaseData(ActivationKind.SiLU, new[] { -0.27363879f, 0f, 1.76159416f });
    }

    /// <summary>Activation functions give their defined values.</summary>
    /// <param name="kind">The function.</param>
    /// <param name="expected">Its values.</param>
    [TestCaseSource(nameof(ActivationValues))]
    public void ActivationsHaveTheirDefinedValues(ActivationKind kind, float[] expected)
    {
        using TensorScope scope = Engine.OpenScope();
        float[] actual = Engine.FromValues([-1.5f, 0f, 2f], [3]).Activate(kind).ToArray();
        Assert.That(actual, Is.EqualTo(expected).Within(2e-6f));
    }

    /// <summary>The gradient of an activation function is what differences say.</summary>
    /// <param name="kind">The function.</param>
    [Test]
    public void ActivationsDifferentiate([Values] ActivationKind kind) =>
        GradientCheck.Assert(Engine, x => x[0].Activate(kind), new RandomSource(1), AwayFromZero, [3, 7]);

    /// <summary>A linear layer with each activation differentiates with respect to input, weight and bias.</summary>
    /// <param name="kind">The activation.</param>
    [Test]
    public void LinearLayersDifferentiate([Values] ActivationKind kind) =>
        GradientCheck.Assert(
            Engine, x => Engine.Linear(x[0], x[1], x[2], kind), new RandomSource(2), AwayFromZero, [5, 3, 4], [6, 4], [6]);

    /// <summary>A linear layer computes x Wᵀ + b.</summary>
    [Test]
    public void LinearLayersMultiplyByTheTransposedWeight()
    {
        using TensorScope scope = Engine.OpenScope();
        Tensor input = Engine.FromValues([1, 2, 3, 4], [2, 2]);
        Tensor weight = Engine.FromValues([1, 10, 2, 20, 3, 30], [3, 2]);
        Tensor result = Engine.Linear(input, weight, Engine.FromValues([0.5f, 0, -0.5f], [3]), ActivationKind.Identity);
        TensorShape expected = [2, 3];
        Assert.Multiple(() =>
        {
            Assert.That(result.Shape, Is.EqualTo(expected));
            Assert.That(result.ToArray(), Is.EqualTo(new[] { 21.5f, 42, 62.5f, 43.5f, 86, 128.5f }));
        });
    }

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
        GradientCheck.Assert(Engine, x => x[0].Clamp(-0.5f, 0.7f), new RandomSource(9), value => value > 0 ? value + 0.8f : value * 0.1f, [2, 5]);
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

    /// <summary>Repetition by entry and as a whole are told apart.</summary>
    [Test]
    public void RowsRepeatOneByOneOrAsAWhole()
    {
        using TensorScope scope = Engine.OpenScope();
        Tensor rows = Engine.FromValues([1, 2], [2, 1]);
        Assert.Multiple(() =>
        {
            Assert.That(rows.RepeatRows(2).ToArray(), Is.EqualTo(new float[] { 1, 1, 2, 2 }));
            Assert.That(rows.TileRows(2).ToArray(), Is.EqualTo(new float[] { 1, 2, 1, 2 }));
        });
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

    /// <summary>Sines come first, then cosines; the frequencies fall from 1 to 1/10000.</summary>
    [Test]
    public void SinusoidsHaveTheirPublishedLayout()
    {
        using TensorScope scope = Engine.OpenScope();
        float[] actual = Engine.SinusoidalEmbedding(Engine.FromValues([0.25f], [1]), 16).ToArray();
        float[] expected = [0.2474039593f, 0.0670171276f, 0.01799117111f, 0.00482672558f, 0.001294868308f, 0.0003473738666f, 9.318984287e-05f, 2.5e-05f];
        Assert.Multiple(() =>
        {
            Assert.That(actual[..8], Is.EqualTo(expected).Within(1e-7f));
            Assert.That(actual[8], Is.EqualTo(0.9689124217f).Within(1e-6f));
            Assert.That(actual[9], Is.EqualTo(0.9977518252f).Within(1e-6f));
        });
    }

    /// <summary>Tensors of a scope die with it, a detached one does not, and parallel loops leave nothing behind.</summary>
    [Test]
    public void ScopesReleaseWhatTheyOwn()
    {
        long before = Engine.LiveTensorCount;
        Tensor kept;
        using (TensorScope scope = Engine.OpenScope())
        {
            Tensor sum = Engine.Zeros([3]) + 1f;
            using (TensorScope inner = Engine.OpenScope())
            {
                _ = sum + sum;
            }

            kept = scope.Detach(sum);
        }

        Engine.ForEach(8, _ => Engine.Zeros([2]).Exp());
        long during = Engine.LiveTensorCount;
        float[] values = kept.ToArray();
        kept.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(values, Is.EqualTo(new float[] { 1, 1, 1 }));
            Assert.That(during, Is.EqualTo(before + 1));
            Assert.That(Engine.LiveTensorCount, Is.EqualTo(before));
        });
    }

    /// <summary>Shapes that do not fit are refused with both of them named.</summary>
    [Test]
    public void WrongShapesAreNamed()
    {
        using TensorScope scope = Engine.OpenScope();
        Tensor left = Engine.Zeros([2, 3]);
        Tensor right = Engine.Zeros([4]);
        Assert.Multiple(() =>
        {
            Assert.That(() => left + right, Throws.ArgumentException.With.Message.Contains("[2, 3]").And.Message.Contains("[4]"));
            Assert.That(() => left.Reshape([5]), Throws.ArgumentException.With.Message.Contains("[2, 3]").And.Message.Contains("[5]"));
            Assert.That(() => Engine.Linear(left, Engine.Zeros([2, 2]), null, ActivationKind.Identity), Throws.ArgumentException.With.Message.Contains("[2, 3]"));
            Assert.That(() => Engine.FromValues([1, 2], [3]), Throws.ArgumentException);
        });
    }

    /// <summary>The gradient of a minibatch cut into micro-batches is that of the whole minibatch.</summary>
    [Test]
    public void MicroBatchesAddUp()
    {
        const int Samples = 700;
        using var store = new ParameterStore(Engine, new Linear(5, 3), new RandomSource(20));
        float[] inputs = new float[Samples * 5];
        new RandomSource(21).FillGaussian(inputs);
        Tensor weight = Engine.CreateParameter(store.Values, store.Gradients, store.Entries[0].Offset, [3, 5]);
        Tensor Loss(int start, int count) =>
            Engine.Linear(Engine.FromValues(inputs.AsSpan(start * 5, count * 5), [count, 5]), weight, null, ActivationKind.Tanh).Square().Sum();

        using (GradientTape tape = Engine.RecordGradients())
        {
            tape.Backward(Loss(0, Samples));
        }

        float[] whole = store.Gradients.ToArray();
        store.ClearGradients();
        Engine.AccumulateGradients(Engine.PlanMicroBatches(Samples, 1), [store], batch => Loss(batch.Start, batch.Count));
        Assert.That(store.Gradients.ToArray(), Is.EqualTo(whole).Within(2e-4f));
    }

    /// <summary>AdamW takes PyTorch's steps: the numbers of two steps computed by hand in double precision.</summary>
    [Test]
    public void AdamWTakesTheDefinedStep()
    {
        using var store = new ParameterStore(Engine, new Linear(1, 1, initialBias: 0.5f), new RandomSource(22));
        using var optimizer = new AdamW(store, new AdamWOptions { WeightDecay = 0.1 });
        store.Import(store.Values, name => new NamedValues(name, name == "weight" ? [1, 1] : [1], [0.5f]));
        double theta = 0.5, first = 0, second = 0;
        for (int step = 1; step <= 2; step++)
        {
            double gradient = step == 1 ? 0.3 : -0.2;
            store.Import(store.Gradients, name => new NamedValues(name, name == "weight" ? [1, 1] : [1], [(float)gradient]));
            optimizer.Step(0.01);
            theta *= 1 - (0.01 * 0.1);
            first = (0.9 * first) + (0.1 * gradient);
            second = (0.999 * second) + (0.001 * gradient * gradient);
            theta -= 0.01 * (first / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(second / (1 - Math.Pow(0.999, step))) + 1e-8);
        }

        Assert.That(store.Export(store.Values).Select(values => values.Values[0]), Has.All.EqualTo(theta).Within(1e-7));
    }

    /// <summary>Averages move and exchange places with the parameters.</summary>
    [Test]
    public void AveragesMoveAndAct()
    {
        using var store = new ParameterStore(Engine, new LayerNorm(2), new RandomSource(23));
        using var average = new ExponentialMovingAverage(store);
        store.Values.CopyFrom([.. Enumerable.Repeat(3f, store.Values.Shape.ElementCount)]);
        average.Update(0.75);
        float inside;
        using (average.Use())
        {
            inside = store.Export(store.Values)[0].Values[0];
        }

        Assert.Multiple(() =>
        {
            Assert.That(inside, Is.EqualTo((0.75f * 1f) + (0.25f * 3f)).Within(1e-6f));
            Assert.That(store.Export(store.Values)[0].Values[0], Is.EqualTo(3f));
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Creates the engine under test.</summary>
    /// <returns>The engine.</returns>
    protected abstract TensorEngine CreateEngine();

    /// <summary>Releases the engine.</summary>
    /// <param name="disposing">Whether the call comes from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && _engine.IsValueCreated)
        {
            _engine.Value.Dispose();
        }
    }

    private static float AwayFromZero(float value) => value + (0.3f * MathF.Sign(value));

    private static Tensor Combine(string name, Tensor left, Tensor right) => name switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        "min" => left.Engine.Minimum(left, right),
        _ => left.Engine.Maximum(left, right),
    };
}
