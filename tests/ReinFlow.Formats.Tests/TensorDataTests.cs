namespace ReinFlow.Formats.Tests;

public sealed class TensorDataTests
{
    [Test]
    public void ValuesAreCopiedIn()
    {
        float[] values = [1f, 2f];
        var data = TensorData.From([2], values);
        values[0] = 9f;
        Assert.That(data.ToSingles(), Is.EqualTo(new[] { 1f, 2f }));
    }

    [Test]
    public void TheTargetHasTheLengthOfTheArray()
    {
        var data = TensorData.From([2], [1L, 2L]);
        float[] target = new float[2];
        data.CopyTo(target);
        Assert.Multiple(() =>
        {
            Assert.That(target, Is.EqualTo(new[] { 1f, 2f }));
            Assert.That(() => data.CopyTo(new float[3]), Throws.ArgumentException.With.Message.Contains("holds 3 numbers but the array has 2"));
        });
    }

    [Test]
    public void RealsAreNotReadAsIntegers() =>
        Assert.That(() => TensorData.From([1], [1.5f]).ToInt64s(), Throws.InvalidOperationException.With.Message.Contains("Float32"));

    [TestCase(new[] { 3 })]
    [TestCase(new[] { 2, 2 })]
    [TestCase(new int[0])]
    public void AShapeHoldsAllValues(int[] shape) =>
        Assert.That(() => TensorData.From(shape, [1f, 2f]), Throws.ArgumentException.With.Message.Contains("2 values were given"));

    [Test]
    public void ExtentsAreNotNegative() =>
        Assert.That(() => TensorData.From([-1, -2], [1f, 2f]), Throws.TypeOf<ArgumentOutOfRangeException>());
}
