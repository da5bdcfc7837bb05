using NUnit.Framework;
using ReinFlow.Tensors;

namespace ReinFlow.Testing;

/// <content>What the operators on shapes and the reductions compute.</content>
public abstract partial class TensorEngineConformanceTests
{
    /// <summary>A slice is a range of one axis.</summary>
    [Test]
    public void SlicesAreRangesOfAnAxis()
    {
        using TensorScope scope = Engine.OpenScope();
        Tensor x = Counted([2, 3, 2]);
        TensorShape shape = [2, 2, 2];
        Assert.Multiple(() =>
        {
            Assert.That(x.Slice(0, 1, 1).ToArray(), Is.EqualTo(new float[] { 6, 7, 8, 9, 10, 11 }));
            Assert.That(x.Slice(1, 1, 2).ToArray(), Is.EqualTo(new float[] { 2, 3, 4, 5, 8, 9, 10, 11 }));
            Assert.That(x.Slice(1, 1, 2).Shape, Is.EqualTo(shape));
            Assert.That(x.Slice(-1, 1, 1).ToArray(), Is.EqualTo(new float[] { 1, 3, 5, 7, 9, 11 }));
            Assert.That(() => x.Slice(1, 2, 2), Throws.InstanceOf<ArgumentException>().With.Message.Contains("[2, 3, 2]"));
            Assert.That(() => x.Slice(3, 0, 1), Throws.InstanceOf<ArgumentException>());
        });
    }

    /// <summary>Tensors are joined along one axis, in order.</summary>
    [Test]
    public void PartsAreJoinedInOrder()
    {
        using TensorScope scope = Engine.OpenScope();
        Tensor x = Counted([2, 2]);
        Tensor narrow = Engine.FromValues([-1, -2], [2, 1]);
        TensorShape wide = [2, 5];
        Assert.Multiple(() =>
        {
            Assert.That(Engine.Concatenate(1, x, narrow, x).ToArray(), Is.EqualTo(new float[] { 0, 1, -1, 0, 1, 2, 3, -2, 2, 3 }));
            Assert.That(Engine.Concatenate(-1, x, narrow, x).Shape, Is.EqualTo(wide));
            Assert.That(Engine.Concatenate(0, x, x.Slice(0, 1, 1)).ToArray(), Is.EqualTo(new float[] { 0, 1, 2, 3, 2, 3 }));
            Assert.That(Engine.Concatenate(0, x).ToArray(), Is.EqualTo(x.ToArray()));
            Assert.That(
                () => Engine.Concatenate(0, x, narrow),
                Throws.ArgumentException.With.Message.Contains("[2, 2]").And.Message.Contains("[2, 1]"));
            Assert.That(() => Engine.Concatenate(0), Throws.ArgumentException);
        });
    }

    /// <summary>Rows are looked up in any order and as often as asked.</summary>
    [Test]
    public void RowsAreLookedUp()
    {
        using TensorScope scope = Engine.OpenScope();
        Tensor table = Counted([3, 2]);
        Assert.Multiple(() =>
        {
            Assert.That(Engine.GatherRows(table, [2, 0, 2, 1]).ToArray(), Is.EqualTo(new float[] { 4, 5, 0, 1, 4, 5, 2, 3 }));
            Assert.That(() => Engine.GatherRows(table, [3]), Throws.InstanceOf<ArgumentException>().With.Message.Contains("Row 3"));
            Assert.That(() => Engine.GatherRows(table, [-1]), Throws.InstanceOf<ArgumentException>().With.Message.Contains("Row -1"));
        });
    }

    /// <summary>A sum over an axis removes it.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="expected">The sums of 0 … 11 as [2, 3, 2].</param>
    [TestCase(0, new float[] { 6, 8, 10, 12, 14, 16 })]
    [TestCase(1, new float[] { 6, 9, 24, 27 })]
    [TestCase(2, new float[] { 1, 5, 9, 13, 17, 21 })]
    [TestCase(-1, new float[] { 1, 5, 9, 13, 17, 21 })]
    public void SumsRemoveAnAxis(int axis, float[] expected)
    {
        using TensorScope scope = Engine.OpenScope();
        Tensor x = Counted([2, 3, 2]);
        float length = x.Shape[axis];
        Assert.Multiple(() =>
        {
            Assert.That(x.Sum(axis).Shape, Is.EqualTo(x.Shape.Without(axis)));
            Assert.That(x.Sum(axis).ToArray(), Is.EqualTo(expected));
            Assert.That(x.Mean(axis).ToArray(), Is.EqualTo(expected.Select(sum => sum / length)).Within(1e-6));
            Assert.That(x.Sum().ToSingle(), Is.EqualTo(66));
            Assert.That(x.Mean().ToSingle(), Is.EqualTo(5.5f));
        });
    }

    /// <summary>A sum of many numbers does not lose the small ones: float32 added up one by one would be off by a percent.</summary>
    [Test]
    public void LongSumsStayPrecise()
    {
        const int Count = 2_000_000;
        using TensorScope scope = Engine.OpenScope();
        Tensor x = Engine.Zeros([Count]) + 0.1f;
        Assert.That(x.Sum().ToSingle(), Is.EqualTo(Count * (double)0.1f).Within(0.001).Percent);
    }

    /// <summary>A reshaped tensor has the same elements in the same order, and a stopped one is equal.</summary>
    [Test]
    public void ReshapingKeepsOrderAndStoppingKeepsValues()
    {
        using TensorScope scope = Engine.OpenScope();
        Tensor x = Counted([2, 3]);
        TensorShape shape = [3, 2];
        Assert.Multiple(() =>
        {
            Assert.That(x.Reshape(shape).Shape, Is.EqualTo(shape));
            Assert.That(x.Reshape(shape).ToArray(), Is.EqualTo(x.ToArray()));
            Assert.That(x.StopGradient().ToArray(), Is.EqualTo(x.ToArray()));
            Assert.That(x.Slice(0, 0, 1).Slice(1, 2, 1).Reshape([]).ToSingle(), Is.EqualTo(2));
        });
    }

    /// <summary>Elements are written and read as they are, and counts that do not fit are refused.</summary>
    [Test]
    public void ElementsAreWrittenAndRead()
    {
        using Tensor x = Engine.CreatePersistent([2, 2]);
        float[] zeros = x.ToArray();
        x.CopyFrom([1, float.NaN, float.NegativeInfinity, -0f]);
        Assert.Multiple(() =>
        {
            Assert.That(zeros, Has.All.Zero);
            Assert.That(x.ToArray(), Is.EqualTo(new[] { 1, float.NaN, float.NegativeInfinity, -0f }));
            Assert.That(() => x.CopyFrom([1, 2]), Throws.ArgumentException.With.Message.Contains("[2, 2]"));
            Assert.That(() => x.ToSingle(), Throws.InvalidOperationException.With.Message.Contains("[2, 2]"));
        });
    }

    private static int SourceOf(int element, TensorShape shape, TensorShape operand)
    {
        int source = 0;
        for (int axis = -1, stride = 1; axis >= -operand.Rank; stride *= operand[axis], axis--)
        {
            source += operand[axis] == 1 ? 0 : element % shape[axis] * stride;
            element /= shape[axis];
        }

        return source;
    }

    private Tensor Counted(TensorShape shape) =>
        Engine.FromValues([.. Enumerable.Range(0, shape.ElementCount).Select(i => (float)i)], shape);
}
