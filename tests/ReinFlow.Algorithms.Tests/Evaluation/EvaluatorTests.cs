using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Policies;

namespace ReinFlow.Algorithms.Tests;

public sealed class EvaluatorTests
{
    [Test]
    public void TheSameSeedGivesTheSameStatisticsOnAnyNumberOfThreads()
    {
        EpisodeStatistics one = Evaluate(threads: 1, SampleMode.Deterministic);
        EpisodeStatistics three = Evaluate(threads: 3, SampleMode.Deterministic);

        Assert.That(three, Is.EqualTo(one));
        Assert.That(one.Episodes, Is.EqualTo(30));
        Assert.That(one.SuccessCriterion, Is.EqualTo("an action within 0.3 of the target"));
    }

    [Test]
    public void InjectedNoiseChangesTheResult() =>
        Assert.That(Evaluate(1, SampleMode.Stochastic).MeanReturn, Is.Not.EqualTo(Evaluate(1, SampleMode.Deterministic).MeanReturn));

    [Test]
    public void TheLimitOfDecisionsEndsTheEvaluation()
    {
        EpisodeStatistics statistics = Evaluate(1, SampleMode.Deterministic, decisions: 1);

        Assert.That(statistics.Episodes, Is.Zero);
        Assert.That(statistics.MeanReturn, Is.NaN);
    }

    [Test]
    public void EveryEnvironmentContributesItsFirstEpisodes()
    {
        // Environment 0 ends an episode of return 1 with every decision, environment 1 one of return 4 with every fourth.
        var tracker = new EpisodeTracker(2, episodes: 5);
        var outcome = new VectorOutcome(2, 1);
        for (int decision = 1; !tracker.IsComplete; decision++)
        {
            Array.Fill(outcome.Rewards, 1f);
            Array.Fill(outcome.ExecutedSteps, 3);
            (outcome.Terminated[0], outcome.Truncated[1]) = (true, decision % 4 == 0);
            tracker.Add(outcome);
        }

        EpisodeStatistics statistics = tracker.Take("none");

        Assert.That(statistics.Episodes, Is.EqualTo(5));
        Assert.That(statistics.MeanReturn, Is.EqualTo(((3 * 1) + (2 * 4)) / 5.0));
        Assert.That(statistics.MeanLength, Is.EqualTo(((3 * 3) + (2 * 12)) / 5.0));
    }

    [Test]
    public void AnEpisodeCountsInTheRolloutInWhichItEnds()
    {
        var tracker = new EpisodeTracker(1);
        var outcome = new VectorOutcome(1, 1);
        (outcome.Rewards[0], outcome.BestRewards[0], outcome.ExecutedSteps[0], outcome.Succeeded[0]) = (2f, 1.5f, 4, true);
        tracker.Add(outcome);
        EpisodeStatistics first = tracker.Take("any");
        (outcome.Rewards[0], outcome.BestRewards[0], outcome.Terminated[0], outcome.Succeeded[0]) = (1f, 0.5f, true, false);
        tracker.Add(outcome);
        EpisodeStatistics second = tracker.Take("any");

        Assert.That(first.Episodes, Is.Zero);
        Assert.That(second, Is.EqualTo(new EpisodeStatistics(1, 3.0, 0.0, 1.5, 1.0, 8.0, 0.0, "any")));
    }

    private static EpisodeStatistics Evaluate(int threads, SampleMode mode, int decisions = 100)
    {
        using var run = new SmallRun(threads);
        var evaluator = new Evaluator(run.Engine, new ChainActionSampler(run.Setup.Model.Policy, mode), run.EvaluationEnvironment);
        return evaluator.Run(new RandomSource(8), episodes: 30, decisions);
    }
}
