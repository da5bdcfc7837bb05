namespace ReinFlow.Tensors.Tests;

public sealed class RandomSourceTests
{
    [Test]
    public void AStretchOfABlockOfNormalNumbersCanBeReadByItself()
    {
        const int Length = 101;
        float[] whole = new float[Length];
        new RandomSource(3).FillGaussian(whole);
        var source = new RandomSource(3);
        RandomState before = source.State;
        for (int first = 0; first < Length; first++)
        {
            float[] stretch = new float[Math.Min(1 + (first % 7), Length - first)];
            source.ReadGaussian(first, stretch);
            Assert.That(stretch, Is.EqualTo(whole.AsSpan(first, stretch.Length).ToArray()), $"from {first}");
        }

        Assert.That(source.State, Is.EqualTo(before), "reading does not move on");
        Assert.That(() => source.ReadGaussian(-1, new float[2]), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void BlocksFollowOneAnother()
    {
        float[] whole = new float[20];
        new RandomSource(4).FillGaussian(whole);
        var source = new RandomSource(4);
        float[] parts = new float[20];
        source.FillGaussian(parts.AsSpan(0, 8));
        source.FillGaussian(parts.AsSpan(8));
        Assert.That(parts, Is.EqualTo(whole));
    }

    [Test]
    public void NormalNumbersHaveTheMomentsOfTheirDistribution()
    {
        const int Count = 1 << 20;
        float[] numbers = new float[Count];
        new RandomSource(5).FillGaussian(numbers);
        double[] moments = [.. Enumerable.Range(1, 4).Select(power => numbers.Average(number => Math.Pow(number, power)))];

        // Four standard errors: the variance of xⁿ is (2n − 1)!! − (E xⁿ)².
        double error = 4.0 / Math.Sqrt(Count);
        Assert.Multiple(() =>
        {
            Assert.That(moments[0], Is.Zero.Within(error));
            Assert.That(moments[1], Is.EqualTo(1.0).Within(error * Math.Sqrt(2)));
            Assert.That(moments[2], Is.Zero.Within(error * Math.Sqrt(15)));
            Assert.That(moments[3], Is.EqualTo(3.0).Within(error * Math.Sqrt(96)));
        });
    }
}
