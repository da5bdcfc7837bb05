namespace ReinFlow.Environments.Tests;

public sealed class VectorEnvironmentChunkTests
{
    private static readonly StepResult Going = new(1, false, false);

    [Test]
    public void AChunkSumsItsRewardsAndKeepsTheBest()
    {
        using VectorEnvironment environments = Start((_, step) => Going with { Reward = step == 2 ? 5 : -step });
        VectorOutcome outcome = Step(environments);

        Assert.Multiple(() =>
        {
            Assert.That(outcome.Rewards[0], Is.EqualTo(-1 + 5 - 3 - 4));
            Assert.That(outcome.BestRewards[0], Is.EqualTo(5));
            Assert.That(outcome.ExecutedSteps[0], Is.EqualTo(4));
            Assert.That(outcome.Terminated[0] || outcome.Truncated[0] || outcome.Succeeded[0], Is.False);
            Assert.That(environments.Observations[..2].ToArray(), Is.EqualTo(new float[] { 1, 4 }));
        });
    }

    [Test]
    public void RewardsAreSummedInDoublePrecision()
    {
        float[] rewards = [1e8f, 1f, -1e8f, 1f];
        using VectorEnvironment environments = Start((_, step) => Going with { Reward = rewards[step - 1] });

        // In single precision, 1e8 + 1 is 1e8 and one of the two ones is lost.
        Assert.That(Step(environments).Rewards[0], Is.EqualTo(2f));
    }

    [Test]
    public void TheBestRewardOfNegativeOnesIsNegative()
    {
        using VectorEnvironment environments = Start((_, step) => Going with { Reward = -step });
        Assert.That(Step(environments).BestRewards[0], Is.EqualTo(-1));
    }

    [Test]
    public void ATerminationStopsTheChunkAndStartsTheNextEpisode()
    {
        using VectorEnvironment environments = Start((episode, step) => new StepResult(step, episode == 1 && step == 2, false));
        VectorOutcome outcome = Step(environments);

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExecutedSteps[0], Is.EqualTo(2));
            Assert.That(outcome.Rewards[0], Is.EqualTo(1 + 2));
            Assert.That(outcome.Terminated[0], Is.True);
            Assert.That(outcome.Truncated[0], Is.False);
            Assert.That(outcome.FinalObservations[..2], Is.EqualTo(new float[] { 1, 2 }), "the observation that ended the episode");
            Assert.That(environments.Observations[..2].ToArray(), Is.EqualTo(new float[] { 2, 0 }), "the first one of the next");
        });

        outcome = Step(environments);
        Assert.That(outcome.ExecutedSteps[0], Is.EqualTo(4), "the next chunk belongs to the next episode");
    }

    [Test]
    public void TheStepLimitTruncatesInsideAChunkAndCountsAnewAfterwards()
    {
        using VectorEnvironment environments = Start((_, _) => Going, maxEpisodeSteps: 6);
        List<(int Executed, bool Truncated)> seen = [];
        for (int chunk = 0; chunk < 4; chunk++)
        {
            VectorOutcome outcome = Step(environments);
            Assert.That(outcome.Terminated[0], Is.False);
            seen.Add((outcome.ExecutedSteps[0], outcome.Truncated[0]));
        }

        Assert.That(seen, Is.EqualTo(new[] { (4, false), (2, true), (4, false), (2, true) }));
    }

    [Test]
    public void TheEnvironmentsOwnCutIsATruncation()
    {
        using VectorEnvironment environments = Start((_, step) => Going with { Truncated = step == 3 });
        VectorOutcome outcome = Step(environments);
        Assert.That((outcome.ExecutedSteps[0], outcome.Terminated[0], outcome.Truncated[0]), Is.EqualTo((3, false, true)));
    }

    [TestCase(false, TestName = "ATerminationAtTheStepLimitIsNoTruncation")]
    [TestCase(true, TestName = "ATerminationWinsOverTheEnvironmentsOwnCut")]
    public void ATerminationWins(bool cut)
    {
        using VectorEnvironment environments = Start((_, step) => new StepResult(0, step == 3, cut && step == 3), maxEpisodeSteps: 3);
        VectorOutcome outcome = Step(environments);
        Assert.That((outcome.Terminated[0], outcome.Truncated[0]), Is.EqualTo((true, false)));
    }

    [Test]
    public void OneSuccessfulStepMakesTheChunkSuccessful()
    {
        using VectorEnvironment environments = Start((_, step) => Going with { Succeeded = step == 2 });
        Assert.That(Step(environments).Succeeded[0], Is.True);
        Assert.That(Step(environments).Succeeded[0], Is.False, "the flag is the chunk's; episodes are put together by the rollout");
    }

    [Test]
    public void HistoryIsStackedOldestFirstAndPaddedWithTheFirstObservation()
    {
        using VectorEnvironment environments = Start((_, step) => Going with { Terminated = step == 3 }, history: 3, executedSteps: 1);
        Assert.That(StepsSeen(environments.Observations), Is.EqualTo(new float[] { 0, 0, 0 }));

        Step(environments);
        Assert.That(StepsSeen(environments.Observations), Is.EqualTo(new float[] { 0, 0, 1 }));

        Step(environments);
        Assert.That(StepsSeen(environments.Observations), Is.EqualTo(new float[] { 0, 1, 2 }));

        VectorOutcome outcome = Step(environments);
        Assert.That(StepsSeen(outcome.FinalObservations), Is.EqualTo(new float[] { 1, 2, 3 }));
        Assert.That(StepsSeen(environments.Observations), Is.EqualTo(new float[] { 0, 0, 0 }), "nothing of the episode before is left");
        Assert.That(environments.Observations[0], Is.EqualTo(2));
    }

    [Test]
    public void HistoryHoldsTheLastStepsOfAChunk()
    {
        using VectorEnvironment environments = Start((_, _) => Going, history: 2, executedSteps: 4);
        Step(environments);
        Assert.That(StepsSeen(environments.Observations), Is.EqualTo(new float[] { 3, 4 }));
    }

    [Test]
    public void NormalizationIsAppliedToObservationsAndUndoneOnActions()
    {
        var normalization = new Normalization([0, 0, -1], [4, 10, 1], [-10, 0], [10, 4]);
        var inner = new ScriptedEnvironment((_, step) => Going with { Terminated = step == 2 });
        using var environments = new VectorEnvironment(
            () => inner, new VectorEnvironmentOptions { ExecutedSteps = 2, Normalization = normalization });
        environments.Reset(new RandomSource(1));
        var outcome = new VectorOutcome(1, 3);
        environments.Step([0.5f, -1f, 1f, 0f], outcome);

        Assert.That(inner.Actions, Is.EqualTo(new[] { new float[] { 5, 0 }, [10, 2] }));
        Assert.That(outcome.FinalObservations[0], Is.EqualTo((2 * 1 / (4 + 1e-6)) - 1).Within(1e-6));
        Assert.That(outcome.FinalObservations[1], Is.EqualTo((2 * 2 / (10 + 1e-6)) - 1).Within(1e-6));
        Assert.That(environments.Observations[0], Is.EqualTo((2 * 2 / (4 + 1e-6)) - 1).Within(1e-6));
        Assert.That(environments.Observations[1], Is.EqualTo(-1));
    }

    [Test]
    public void EveryEnvironmentAndEpisodeHasARandomStreamOfItsOwn()
    {
        List<float> first = Draws(seed: 5);
        Assert.That(first, Is.Unique);
        Assert.That(Draws(seed: 5), Is.EqualTo(first));
        Assert.That(Draws(seed: 6), Is.Not.EqualTo(first));
        Assert.That(first[1], Is.EqualTo(new RandomSource(5).Split(1).Split(0).NextSingle()), "environment 1, episode 0");
    }

    private static List<float> Draws(ulong seed)
    {
        using var environments = new VectorEnvironment(
            () => new ScriptedEnvironment((_, _) => Going with { Terminated = true }), new VectorEnvironmentOptions { Count = 3 });
        environments.Reset(new RandomSource(seed));
        List<float> draws = [];
        for (int step = 0; step < 4; step++)
        {
            draws.AddRange([environments.Observations[2], environments.Observations[5], environments.Observations[8]]);
            Step(environments);
        }

        return draws;
    }

    private static VectorEnvironment Start(
        Func<int, int, StepResult> script, int maxEpisodeSteps = 100, int history = 1, int executedSteps = 4)
    {
        var environments = new VectorEnvironment(
            () => new ScriptedEnvironment(script, maxEpisodeSteps),
            new VectorEnvironmentOptions { ObservationHistory = history, ExecutedSteps = executedSteps });
        environments.Reset(new RandomSource(1));
        return environments;
    }

    private static VectorOutcome Step(VectorEnvironment environments)
    {
        var outcome = new VectorOutcome(environments.Count, environments.ObservationHistory * environments.Spec.ObservationDimension);
        environments.Step(new float[environments.Count * environments.ExecutedSteps * environments.Spec.ActionDimension], outcome);
        return outcome;
    }

    private static float[] StepsSeen(ReadOnlySpan<float> stacked)
    {
        float[] steps = new float[stacked.Length / 3];
        for (int i = 0; i < steps.Length; i++)
        {
            steps[i] = stacked[(3 * i) + 1];
        }

        return steps;
    }
}
