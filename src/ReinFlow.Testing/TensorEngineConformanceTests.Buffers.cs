using NUnit.Framework;
using ReinFlow.Tensors;

namespace ReinFlow.Testing;

/// <content>Passes over flat buffers, and parameter stores.</content>
public abstract partial class TensorEngineConformanceTests
{
    /// <summary>A decay of 0 copies and one of 1 keeps, bit for bit and whatever the other buffer holds.</summary>
    [Test]
    public void MovingCopiesAndKeepsExactlyAtItsEnds()
    {
        float[] source = [0.1f, 1e30f, -3e-8f, float.PositiveInfinity];
        using Tensor target = Engine.CreatePersistent([4]);
        using Tensor from = Engine.CreatePersistent([4]);
        target.CopyFrom([float.NaN, float.NegativeInfinity, 1e30f, 0.3f]);
        from.CopyFrom(source);
        Engine.MoveTowards(target, from, 0);
        float[] copied = target.ToArray();
        from.CopyFrom([float.NaN, float.NaN, float.NaN, float.NaN]);
        Engine.MoveTowards(target, from, 1);
        Assert.Multiple(() =>
        {
            Assert.That(copied, Is.EqualTo(source));
            Assert.That(target.ToArray(), Is.EqualTo(source));
        });
    }

    /// <summary>Between its ends, a decay weighs old and new values.</summary>
    [Test]
    public void MovingWeighsOldAndNew()
    {
        using Tensor target = Engine.CreatePersistent([3]);
        using Tensor source = Engine.CreatePersistent([3]);
        target.CopyFrom([1, -2, 0.5f]);
        source.CopyFrom([3, 2, 0.5f]);
        Engine.MoveTowards(target, source, 0.9);
        Assert.That(target.ToArray(), Is.EqualTo([1.2, -1.6, 0.5]).Within(1e-6));
        Assert.That(() => Engine.MoveTowards(target, source, 1.5), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Engine.MoveTowards(target, source, double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    /// <summary>Buffers exchange their elements, and one is cleared alone.</summary>
    [Test]
    public void BuffersAreExchangedAndCleared()
    {
        using Tensor left = Engine.CreatePersistent([3]);
        using Tensor right = Engine.CreatePersistent([3]);
        left.CopyFrom([1, float.NaN, 3]);
        right.CopyFrom([4, 5, 6]);
        Engine.Exchange(left, right);
        float[] exchanged = right.ToArray();
        Engine.Clear(right);
        Assert.Multiple(() =>
        {
            Assert.That(left.ToArray(), Is.EqualTo(new float[] { 4, 5, 6 }));
            Assert.That(exchanged, Is.EqualTo(new[] { 1, float.NaN, 3 }));
            Assert.That(right.ToArray(), Is.EqualTo(new float[] { 0, 0, 0 }));
        });
    }

    /// <summary>Buffers of different sizes are refused before anything is written.</summary>
    [Test]
    public void BuffersOfDifferentSizesAreRefused()
    {
        using Tensor three = Engine.CreatePersistent([3]);
        using Tensor four = Engine.CreatePersistent([4]);
        var update = new AdamWUpdate(LearningRate: 0.1, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8, WeightDecay: 0, Step: 1, GradientScale: 1);
        Assert.Multiple(() =>
        {
            Assert.That(
                () => Engine.MoveTowards(four, three, 0.5),
                Throws.ArgumentException.With.Message.Contains("[4]").And.Message.Contains("[3]"));
            Assert.That(
                () => Engine.Exchange(three, four),
                Throws.ArgumentException.With.Message.Contains("[4]").And.Message.Contains("[3]"));
            Assert.That(() => Engine.AdamW(four, three, four, four, 4, update), Throws.ArgumentException);
            Assert.That(() => Engine.AdamW(four, four, four, four, 5, update), Throws.InstanceOf<ArgumentException>());
        });
    }

    /// <summary>Squares are summed in double precision: without overflow, and without losing the small ones.</summary>
    [Test]
    public void SquaresAreSummedInDoublePrecision()
    {
        using Tensor large = Engine.CreatePersistent([3]);
        using Tensor mixed = Engine.CreatePersistent([100_001]);
        large.CopyFrom([3e30f, 4e30f, 0]);
        float[] values = new float[100_001];
        Array.Fill(values, 1e-3f);
        values[0] = 1000f;
        mixed.CopyFrom(values);
        Assert.Multiple(() =>
        {
            Assert.That(Engine.SumOfSquares(large), Is.EqualTo(25e60).Within(0.0001).Percent);
            Assert.That(Engine.SumOfSquares(mixed) - 1e6, Is.EqualTo(100_000 * (double)1e-3f * 1e-3f).Within(0.01).Percent);
        });
    }

    /// <summary>A linear layer computes with its parameters as they are now, whichever way they were written.</summary>
    [Test]
    public void LinearLayersSeeEveryChangeOfTheirParameters()
    {
        var layer = new Linear(33, 17);
        using var store = new ParameterStore(Engine, layer, new RandomSource(26));
        using Tensor other = Engine.CreatePersistent(store.Values.Shape);
        float[] ones = [.. Enumerable.Repeat(1f, store.Values.Shape.ElementCount)];
        Check(0.5f, () => store.Values.CopyFrom([.. ones.Select(one => 0.5f * one)]));
        Check(1f, () => store.Import(
            store.Values, name => name == "weight" ? new(name, [17, 33], ones[..(17 * 33)]) : new(name, [17], ones[..17])));
        Check(0f, () => Engine.Exchange(store.Values, other));
        Check(0.25f, () => Engine.MoveTowards(store.Values, other, 0.75));
        Check(0f, () => Engine.Clear(store.Values));
        Check(1f, () => Engine.MoveTowards(store.Values, other, 0));

        void Check(float weight, Action write)
        {
            write();
            using TensorScope scope = Engine.OpenScope();
            float[] result = layer.Forward(Engine.Zeros([5, 33]) + 1f).ToArray();
            Assert.That(result, Has.All.EqualTo(34 * weight).Within(1e-4));
        }
    }

    /// <summary>Values leave a store by name, in the order of the modules, and come back unchanged.</summary>
    [Test]
    public void ParametersAreExportedAndImportedByName()
    {
        using var store = new ParameterStore(Engine, new Linear(3, 2), new RandomSource(27));
        IReadOnlyList<NamedValues> exported = store.Export(store.Values);
        float[] before = store.Values.ToArray();
        Engine.Clear(store.Values);
        store.Import(store.Values, name => exported.Single(values => values.Name == name));
        TensorShape weight = [2, 3];
        Assert.Multiple(() =>
        {
            Assert.That(exported.Select(values => values.Name), Is.EqualTo(new[] { "weight", "bias" }));
            Assert.That(exported[0].Shape, Is.EqualTo(weight));
            Assert.That(store.Values.ToArray(), Is.EqualTo(before));
            Assert.That(store.TrainableCount, Is.EqualTo(8));
        });
    }

    /// <summary>A missing parameter, one of another shape or with too few numbers, and a foreign buffer are named.</summary>
    [Test]
    public void ImportsThatDoNotFitAreNamed()
    {
        using var store = new ParameterStore(Engine, new Linear(3, 2), new RandomSource(28));
        using Tensor small = Engine.CreatePersistent([4]);
        float[] before = store.Values.ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(
                () => store.Import(store.Values, name => name == "bias" ? null : new NamedValues(name, [2, 3], new float[6])),
                Throws.ArgumentException.With.Message.Contains("'bias' [2] is missing"));
            Assert.That(
                () => store.Import(store.Values, name => new NamedValues(name, [3, 2], new float[6])),
                Throws.ArgumentException.With.Message.Contains("'weight'").And.Message.Contains("[3, 2]").And.Message.Contains("[2, 3]"));
            Assert.That(
                () => store.Import(store.Values, name => new NamedValues(name, name == "bias" ? [2] : [2, 3], new float[1])),
                Throws.ArgumentException.With.Message.Contains("'weight'").And.Message.Contains("1 numbers"));
            Assert.That(() => store.Export(small), Throws.ArgumentException.With.Message.Contains("[4]"));
            Assert.That(() => store.Import(small, _ => null), Throws.ArgumentException.With.Message.Contains("[4]"));
            Assert.That(store.Values.ToArray(), Is.EqualTo(before));
        });
    }

    /// <summary>A module has parameters once, from one store.</summary>
    [Test]
    public void AModuleBelongsToOneStore()
    {
        var layer = new Linear(3, 2);
        Assert.That(() => layer.Engine, Throws.InvalidOperationException.With.Message.Contains("Create a ParameterStore"));
        using var store = new ParameterStore(Engine, layer, new RandomSource(29));
        Assert.That(layer.Engine, Is.SameAs(Engine));
        Assert.That(
            () => new ParameterStore(Engine, layer, new RandomSource(29)),
            Throws.InvalidOperationException.With.Message.Contains("already belongs"));
    }
}
