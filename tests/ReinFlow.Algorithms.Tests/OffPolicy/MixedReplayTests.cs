namespace ReinFlow.Algorithms.Tests;

public sealed class MixedReplayTests
{
    [TestCase(true)]
    [TestCase(false)]
    public void EveryIndexIsDrawnEquallyOften(bool withReplacement)
    {
        const int count = 40;
        const int rounds = 20_000;
        var sampler = new IndexSampler(16);
        int[] hits = new int[count];
        int[] rows = new int[16];
        var random = new RandomSource(4);
        for (int i = 0; i < rounds; i++)
        {
            sampler.Fill(count, withReplacement, random, rows);
            Assert.That(withReplacement || rows.Distinct().Count() == rows.Length, "Without replacement no index comes twice");
            foreach (int row in rows)
            {
                hits[row]++;
            }
        }

        // Chi-square with 39 degrees of freedom: above 80 with a probability of 1e-4 (less without replacement).
        double expected = rounds * 16.0 / count;
        Assert.That(hits.Sum(hit => (hit - expected) * (hit - expected) / expected), Is.LessThan(80.0));
    }

    [Test]
    public void ADrawWithoutReplacementOfAllIsAll()
    {
        int[] rows = new int[16];
        new IndexSampler(16).Fill(16, withReplacement: false, new RandomSource(1), rows);

        Assert.That(rows, Is.EquivalentTo(Enumerable.Range(0, 16)));
    }

    [TestCase(0.5, 32)]
    [TestCase(0.25, 16)]
    [TestCase(1.0, 64)]
    [TestCase(0.0, 0)]
    public void ABalancedBatchHasItsShareOfOfflineData(double share, int expected)
    {
        MixedReplay replay = Create(new ReplayOptions { OfflineShare = share, Capacity = 100 });
        Transitions.Add(replay.Online, 0, 100);
        var batch = new TransitionBatch(Transitions.Shape, 64);

        replay.Fill(batch, new RandomSource(2));

        Assert.That(batch.Rewards.Count(reward => reward < 0), Is.EqualTo(expected));
        Assert.That(replay.Offline!.Count, Is.EqualTo(50));
    }

    [Test]
    public void OfflineDataOfTheirPhaseOnlyAreInNoBatchAfterIt()
    {
        MixedReplay replay = Create(new ReplayOptions { Composition = BatchComposition.OfflinePhaseOnly, Capacity = 100 });
        Assert.That((replay.Online.Count, replay.Offline!.Count, replay.IsReady), Is.EqualTo((0, 50, false)));
        Transitions.Add(replay.Online, 0, 100);
        var batch = new TransitionBatch(Transitions.Shape, 64);

        replay.FillOffline(batch, new RandomSource(2));
        Assert.That(batch.Rewards, Is.All.Negative);
        replay.Fill(batch, new RandomSource(2));
        Assert.That(batch.Rewards, Is.All.Positive);
    }

    [Test]
    public void AUnionHoldsOfflineDataInTheSameRing()
    {
        MixedReplay replay = Create(new ReplayOptions { Composition = BatchComposition.Union, Capacity = 100 });
        Assert.That((replay.Online.Count, replay.Offline), Is.EqualTo((50, (ReplayBuffer?)null)));
        Transitions.Add(replay.Online, 0, 150);
        var batch = new TransitionBatch(Transitions.Shape, 64);

        replay.Fill(batch, new RandomSource(2));

        Assert.That(batch.Rewards, Has.All.GreaterThan(0f), "The offline data were the oldest");
    }

    [Test]
    public void OfflineRewardsAreScaledAndTerminalsDiscountToZero()
    {
        MixedReplay replay = Create(new ReplayOptions());
        var batch = new TransitionBatch(Transitions.Shape, 3);

        replay.Offline!.Gather([0, 1, 2], batch);

        Assert.That(batch.Rewards, Is.EqualTo(new[] { -500f, -500.5f, -501f }));
        Assert.That(batch.Discounts, Is.EqualTo(new[] { 0f, 0.9f, 0.9f }));
    }

    [Test]
    public void OfflineDataOfAnotherChunkAreRefused()
    {
        var replay = new MixedReplay(Transitions.Shape, new ReplayOptions(), 64, hasOffline: true);
        var offline = new Transitions.Offline(5, Transitions.Shape with { ExecutedSteps = 4 });

        Assert.That(() => replay.Load(offline, 0.9, 1.0), Throws.ArgumentException.With.Message.Contains("ExecutedSteps = 4"));
    }

    private static MixedReplay Create(ReplayOptions options)
    {
        var replay = new MixedReplay(Transitions.Shape, options, 64, hasOffline: true);
        replay.Load(new Transitions.Offline(50, Transitions.Shape), 0.9, 0.5);
        return replay;
    }
}
