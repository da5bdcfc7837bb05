namespace ReinFlow.Policies.Tests;

public sealed class CosineNoiseScheduleTests
{
    /// <summary>Level, β, ᾱ, √variance and the two weights of the posterior mean, of 20 levels.</summary>
    private static readonly double[][] Reference =
    [
        [0, .0079927, .9920073, 0, .9999971, 0],
        [1, .0200750, .9720927, .0758257, .7164648, .2835139],
        [2, .0322539, .9407389, .1232438, .5366188, .4632646],
        [3, .0446809, .8987059, .1616791, .4278312, .5718204],
        [4, .0575202, .8470122, .1951524, .3564285, .6427814],
        [5, .0709572, .7869105, .2257074, .3064640, .6920105],
        [9, .1359221, .4938436, .3392068, .2030128, .7868927],
        [10, .1569971, .4163116, .3689756, .1890189, .7961928],
        [15, .3481372, .0940456, .5734426, .1459605, .7626187],
        [18, .7484761, .0060596, .8572615, .1168830, .4924230],
        [19, .9990000, .0000061, .9964700, .0777663, .0314311],
    ];

    [TestCaseSource(nameof(Reference))]
    public void TheTablesOfTwentyLevelsAreTheReference(double level, double beta, double share, double deviation, double clean, double state)
    {
        var schedule = new CosineNoiseSchedule(20);
        int t = (int)level;

        Assert.Multiple(() =>
        {
            Assert.That(schedule.Betas[t], Is.EqualTo(beta).Within(1e-6));
            Assert.That(schedule.SignalShares[t], Is.EqualTo(share).Within(1e-6));
            Assert.That(Math.Sqrt(schedule.PosteriorVariance(t)), Is.EqualTo(deviation).Within(1e-6));
            Assert.That(schedule.PosteriorMean(t).Clean, Is.EqualTo(clean).Within(3e-6));
            Assert.That(schedule.PosteriorMean(t).State, Is.EqualTo(state).Within(1e-6));
        });
    }

    [Test]
    public void TheDeviationsOfTenLevelsAreTheReference()
    {
        var schedule = new CosineNoiseSchedule(10);
        double[] expected = [0, .144219, .243172, .327271, .406521, .487794, .578098, .687273, .830970, .987399];

        double[] deviations = [.. Enumerable.Range(0, 10).Select(level => Math.Sqrt(schedule.PosteriorVariance(level)))];

        Assert.That(deviations, Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void AHundredLevelsEndInNoise()
    {
        var schedule = new CosineNoiseSchedule(100);

        Assert.That(schedule.Betas[0], Is.EqualTo(.00063128).Within(1e-8));
        Assert.That(schedule.Betas[99], Is.EqualTo(.999f));
        Assert.That(schedule.SignalShares[99], Is.EqualTo(2.429e-7).Within(1e-10));
    }

    [Test]
    public void TheSharesOfTheStepsOfDdimAreTheReference()
    {
        var schedule = new CosineNoiseSchedule(100);
        double[] expected = [.085146, .326115, .632516, .889103, .999369];

        Assert.That(new[] { 80, 60, 40, 20, 0 }.Select(level => schedule.SignalShares[level]), Is.EqualTo(expected).Within(1e-6));
    }
}
