using ReinFlow.Environments;

namespace ReinFlow.Algorithms.Tests;

/// <summary>What an off-policy run does with offline data, and which combinations are refused before anything happens.</summary>
public sealed class OffPolicyRulesTests
{
    [TestCase(null, 0, TestName = "SacLearnsFromOfflineDataBeforeTheFirstDecisionOnly")]
    [TestCase(BatchComposition.Balanced, 32, TestName = "SacMixesOfflineDataInWhereItIsToldTo")]
    public async Task OfflineDataComeIntoBatchesAsTheCompositionSays(BatchComposition? composition, int share)
    {
        using var run = new SmallOffPolicyRun(options: SmallOffPolicyRun.Sac() with { OfflineUpdates = 10, EvaluationEvery = 0 });
        run.AddOfflineData(300);
        run.Setup = run.Setup with { Replay = new ReplayOptions { Composition = composition } };
        var offlineRows = new List<int>();
        run.Watch((batch, _) => offlineRows.Add(SmallOffPolicyRun.OfflineRows(batch)));

        await run.CreateTrainer().FineTuneAsync();

        Assert.That(offlineRows.Take(10), Is.All.EqualTo(64));
        Assert.That(offlineRows.Skip(10), Has.Exactly(41).Items.And.All.EqualTo(share));
    }

    [Test]
    public void OfflineDataThatSacWouldNeverUseAreRefused()
    {
        using var run = new SmallOffPolicyRun();
        run.AddOfflineData(300);

        Assert.That(() => run.CreateTrainer(), Throws.ArgumentException.With.Message.Contains("OfflineUpdates is 0. Set it, set ReplayOptions.Composition"));
    }

    [Test]
    public void RlpdWithoutOfflineDataIsRefused()
    {
        using var run = new SmallOffPolicyRun(options: new RlpdOptions(), members: 2);

        Assert.That(() => run.CreateTrainer(), Throws.ArgumentException.With.Message.Contains("the run has none. Give it some, by UseTransitions"));
    }

    [Test]
    public void AnOfflinePhaseWithoutDataIsRefused()
    {
        using var run = new SmallOffPolicyRun(options: SmallOffPolicyRun.Sac() with { OfflineUpdates = 5 });

        Assert.That(() => run.CreateTrainer(), Throws.ArgumentException.With.Message.Contains("has no offline data"));
    }

    [TestCase(63, false, "needs 64 different transitions of the replay buffer, but its capacity is 63")]
    [TestCase(1000, false, "needs 64 transitions, but the run collects 60")]
    public void ARunThatCouldNeverDrawABatchIsRefused(int capacity, bool withReplacement, string message)
    {
        using var run = new SmallOffPolicyRun(options: SmallOffPolicyRun.Sac() with { Decisions = 15, WarmupDecisions = 5 });
        run.Setup = run.Setup with { Replay = new ReplayOptions { Capacity = capacity, WithReplacement = withReplacement } };

        Assert.That(() => run.CreateTrainer(), Throws.ArgumentException.With.Message.Contains(message));
    }

    private static IEnumerable<TestCaseData> BadOptions()
    {
        SacOptions options = SmallOffPolicyRun.Sac();
        yield return new TestCaseData(options with { Decisions = 19 }, "WarmupDecisions (20) exceeds Decisions (19)");
        yield return new TestCaseData(options with { Decisions = 0 }, "there is nothing to learn from");
        yield return new TestCaseData(options with { IterationLength = 0 }, "IterationLength");
        yield return new TestCaseData(options with { Discount = 1.5 }, "Discount");
        yield return new TestCaseData(options with { InitialTemperature = 0 }, "InitialTemperature");
        yield return new TestCaseData(options with { TargetRate = 5 }, "TargetRate");
        yield return new TestCaseData(
            options with { OfflineUpdates = int.MaxValue, Decisions = int.MaxValue, IterationLength = 1 }, "would have 4294967294 iterations");
    }

    [TestCaseSource(nameof(BadOptions))]
    public void AnAlgorithmRefusesOptionsBeyondTheirLimits(SacOptions options, string message) =>
        Assert.That(() => new SmallOffPolicyRun(options: options), Throws.ArgumentException.With.Message.Contains(message));

    [TestCase(0, "IterationLength")]
    [TestCase(30, null)]
    public void TheTrainerRefusesThemOfAnyAlgorithm(int iterationLength, string? message)
    {
        using var run = new SmallOffPolicyRun();
        var options = SmallOffPolicyRun.Sac() with { IterationLength = iterationLength };

        Assert.That(
            () => new OffPolicyTrainer(run.Setup, options),
            message is null ? Throws.Nothing : Throws.ArgumentException.With.Message.Contains(message));
    }

    [Test]
    public void LongIterationsAreCountedWithoutOverflow()
    {
        var options = new SacOptions { OfflineUpdates = int.MaxValue, Decisions = int.MaxValue, DecisionsPerRound = 2, IterationLength = int.MaxValue };

        Assert.That((options.OfflineIterations, options.Iterations), Is.EqualTo((1, 2)));
    }

    [Test]
    public void APolicyThatActsBeyondTheTaskIsRefusedWithoutRanges()
    {
        using var run = new SmallOffPolicyRun();
        using var narrow = new TargetEnvironment(4, 1);
        EnvironmentSpec spec = narrow.Spec with { ActionMinimum = -0.4f, ActionMaximum = 0.4f };
        using var environment = new TargetEnvironment(4, 1) { Spec = spec };
        run.Setup = run.Setup with { Environment = environment };

        Assert.That(
            () => run.CreateTrainer(),
            Throws.ArgumentException.With.Message.Contains("acts in [-1, 1], but Target takes actions in [-0.4, 0.4]").And.Message.Contains("ActionLimit"));
    }

    [Test]
    public void ARunWhoseEnvironmentsCannotBeMadeLeavesNothingBehind()
    {
        using var run = new SmallOffPolicyRun();
        var algorithm = new WatchedAlgorithm(run.Algorithm, (_, _) => { });
        var environments = new FailingFactory();

        Assert.That(
            () => new OffPolicyRun(run.Engine, new OffPolicyParts((_, _) => algorithm, environments), run.Options),
            Throws.InvalidOperationException);

        Assert.That((environments.First!.IsDisposed, algorithm.IsDisposed), Is.EqualTo((true, true)));
    }

    /// <summary>Makes one environment only.</summary>
    private sealed class FailingFactory : IVectorEnvironmentFactory
    {
        public TargetEnvironment? First { get; private set; }

        public EnvironmentSpec Spec { get; } = new("Target", 2, 2, 6, "none");

        public int ObservationHistory => 1;

        public IVectorEnvironment Create(int executedSteps, Normalization? normalization)
        {
            if (First is not null)
            {
                throw new InvalidOperationException("There is no second one.");
            }

            return First = new TargetEnvironment(4, executedSteps);
        }
    }
}
