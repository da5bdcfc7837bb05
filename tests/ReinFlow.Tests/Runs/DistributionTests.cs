using ReinFlow.Runs;

namespace ReinFlow.Tests.Runs;

public sealed class DistributionTests
{
    [Test]
    public void QuantilesLieBetweenTheNearestNumbersInProportion()
    {
        // Places 0.75, 1.5 and 2.25 among 1, 2, 4, 8: 1.75, 3 and 5; mean 3.75, mean square 85 / 4.
        var distribution = Distribution.Of([8, 1, 4, 2]);

        Assert.That(
            distribution,
            Is.EqualTo(new Distribution(3.75, Math.Sqrt((85.0 / 4) - (3.75 * 3.75)), 1, 1.75, 3, 5, 8)));
    }

    [Test]
    public void OneNumberIsItsOwnQuantiles() => Assert.That(Distribution.Of([3]), Is.EqualTo(new Distribution(3, 0, 3, 3, 3, 3, 3)));

    [Test]
    public void NoNumberIsRefused() => Assert.That(() => Distribution.Of([]), Throws.ArgumentException);
}
