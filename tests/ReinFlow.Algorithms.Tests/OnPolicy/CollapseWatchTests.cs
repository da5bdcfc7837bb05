using ReinFlow.FineTuning;
using ReinFlow.Policies;

namespace ReinFlow.Algorithms.Tests;

public sealed class CollapseWatchTests
{
    private static readonly NoiseBounds Bounds = new(0.1f, 0.2f);

    [TestCase(0.6, 0.0, 0.15, "60 % of the probability ratios leave the clip range")]
    [TestCase(0.0, 0.7, 0.15, "70 % of the log-densities lie beyond their limits")]
    [TestCase(0.0, 0.0, 0.1005, "shrunk to its lower bound (0.101 of at least 0.1)")]
    [TestCase(0.0, 0.0, 0.1995, "at its upper bound (0.2 of at most 0.2)")]
    public void ASignThatLastsIsSaidOnce(double clipFraction, double limitedShare, double noise, string said)
    {
        var watch = new CollapseWatch();

        string[][] warnings = [.. Enumerable.Range(0, 6).Select(_ => (string[])[.. watch.Check(Update(clipFraction, limitedShare, noise), Bounds)])];

        Assert.That(warnings.Select(list => list.Length), Is.EqualTo(new[] { 0, 0, 1, 0, 0, 0 }));
        Assert.That(warnings[2][0], Does.Contain(said));
    }

    [Test]
    public void ASignThatHasPassedIsSaidAgain()
    {
        var watch = new CollapseWatch();
        bool[] shows = [true, true, true, false, true, true, false, false, false, true, true, true];

        int[] said = [.. shows.Select(show => watch.Check(Update(show ? 0.9 : 0.1, 0, 0.15), Bounds).Count)];

        Assert.That(said, Is.EqualTo(new[] { 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1 }));
    }

    [Test]
    public void NothingIsSaidOfAHealthyPolicyOrOfNoiseThatIsFixed()
    {
        var watch = new CollapseWatch();

        for (int i = 0; i < 10; i++)
        {
            Assert.That(watch.Check(Update(0.4, 0.4, 0.15), Bounds), Is.Empty);
            Assert.That(watch.Check(Update(0.4, 0.4, 0.1), new NoiseBounds(0.1f, 0.1f)), Is.Empty);
            Assert.That(watch.Check(Update(0.4, 0.4, 0.1), null), Is.Empty);
        }
    }

    private static UpdateStatistics Update(double clipFraction, double limitedShare, double noise) =>
        new(0, 0, 0, 0, 0, clipFraction, 1, 0, noise, 1, 1, 1, StoppedByKl: false, 1e-4, 1e-3) { LimitedDensityShare = limitedShare };
}
