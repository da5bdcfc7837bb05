using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Formats;

namespace ReinFlow.Algorithms.Tests;

public sealed class OffPolicyTrainerTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory().FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task SacLearnsToHitTargetsWithinSeconds()
    {
        SacOptions options = SmallOffPolicyRun.Sac() with { Decisions = 600, WarmupDecisions = 50, IterationLength = 100, EvaluationEvery = 6, UpdatesPerRound = 2 };
        using var run = new SmallOffPolicyRun(options: options);
        OffPolicyTrainer trainer = run.CreateTrainer();

        FineTuningReport report = await trainer.FineTuneAsync();

        Assert.That(report.First!.MeanReturn, Is.LessThan(-2.0), "An untrained policy misses");
        Assert.That(report.Last!.MeanReturn, Is.GreaterThan(-0.9), "A trained one hits");
    }

    [Test]
    public async Task TheSameSeedGivesTheSameBitsForAnyNumberOfThreads()
    {
        using var one = new SmallOffPolicyRun(threads: 1);
        using var three = new SmallOffPolicyRun(threads: 3);
        await one.CreateTrainer().FineTuneAsync();
        await three.CreateTrainer().FineTuneAsync();

        Assert.That(three.Values(), Is.EqualTo(one.Values()));
    }

    [Test]
    public async Task ProgressCountsOfflinePhaseRoundsAndUpdates()
    {
        SacOptions options = SmallOffPolicyRun.Sac() with { OfflineUpdates = 40, UpdatesPerRound = 3, DecisionsPerRound = 2 };
        using var run = new SmallOffPolicyRun(options: options);
        run.AddOfflineData(200);
        OffPolicyTrainer trainer = run.CreateTrainer();
        var progress = new ProgressList<FineTuningProgress>();

        FineTuningReport report = await trainer.FineTuneAsync(progress);

        Assert.That(progress.Reports.Select(item => (item.Iteration, item.EnvironmentSteps)), Is.EqualTo(new[] { (0, 0L), (1, 0L), (2, 0L), (3, 240L) }));
        Assert.That(report.EnvironmentSteps, Is.EqualTo(60 * 4));
        OffPolicyStateRecord counters = trainer.State.Progress.OffPolicy!;
        Assert.That((counters.OfflineUpdates, counters.Decisions), Is.EqualTo((40L, 60L)));

        // Rounds end after 2, 4, … 60 decisions; those after 20 and more update three times.
        Assert.That(counters.Updates, Is.EqualTo(40 + (21 * 3)));
        Assert.That(progress.Reports[2].Metrics.Select(metric => metric.Name), Does.Contain("critic_loss").And.Contains("temperature"));
        Assert.That(progress.Reports[2].Metrics.Select(metric => metric.Value), Has.None.NaN);
        Assert.That(progress.Reports[1].Rollout, Is.Null);
    }

    [Test]
    public async Task RlpdTakesHalfOfEveryBatchFromOfflineDataAndOneActorStepPerRound()
    {
        RlpdOptions options = new()
        {
            Decisions = 40, WarmupDecisions = 35, IterationLength = 40, BatchSize = 64, EvaluationEvery = 0, UpdatesPerRound = 4,
        };
        using var run = new SmallOffPolicyRun(options: options, members: 10);
        run.AddOfflineData(500);
        var offlineRows = new List<int>();
        run.Watch((batch, _) => offlineRows.Add(SmallOffPolicyRun.OfflineRows(batch)));
        OffPolicyTrainer trainer = run.CreateTrainer();

        await trainer.FineTuneAsync();

        Assert.That(offlineRows, Has.Count.EqualTo(24).And.All.EqualTo(32));
        IReadOnlyDictionary<string, long> steps = trainer.State.Progress.OffPolicy!.OptimizerSteps;
        Assert.That((steps["critic"], steps["actor"], steps["temperature"]), Is.EqualTo((24L, 6L, 6L)));
    }

    [Test]
    public async Task TheNextObservationOfACutEpisodeIsItsLastOneAndStillCounts()
    {
        using var run = new SmallOffPolicyRun();
        run.Environment.Fault = (_, outcome, _) =>
        {
            // What the environments show after an episode's end belongs to the next one; the final observation is marked.
            for (int e = 0; e < outcome.Truncated.Length; e++)
            {
                outcome.FinalObservations[2 * e] = 7f;
            }
        };
        OffPolicyTrainer trainer = run.CreateTrainer();
        await trainer.FineTuneAsync();
        var batch = new TransitionBatch(run.Shape, trainer.Replay.Count);
        trainer.Replay.Gather([.. Enumerable.Range(0, trainer.Replay.Count)], batch);

        int ends = 0;
        for (int i = 0; i < batch.Size; i++)
        {
            bool isEnd = batch.NextObservations[2 * i] == 7f;
            ends += isEnd ? 1 : 0;
            bool isTask = isEnd && i % 4 % 2 == 0;
            Assert.That(batch.Discounts[i], Is.EqualTo(isTask ? 0f : 0.99f), $"transition {i}");
        }

        Assert.That(ends, Is.GreaterThan(30));
    }

    [Test]
    public async Task ARunThatKeepsItsReplayGoesOnToTheBitsOfOneWhoseEpisodesBeginAnewAtTheSamePlace()
    {
        SacOptions options = SmallOffPolicyRun.Sac() with { Decisions = 24, IterationLength = 6, WarmupDecisions = 8, EvaluationEvery = 2 };
        using var whole = new SmallOffPolicyRun(environments: 2, options: options);
        whole.Setup = whole.Setup with { Environment = new RestartingEnvironment(whole.Environment, 12) };
        await whole.CreateTrainer().FineTuneAsync();

        using SmallOffPolicyRun killed = Resumable(options);
        using var cancellation = new CancellationTokenSource();
        var progress = new ProgressList<FineTuningProgress>(report =>
        {
            if (report.Iteration == 2)
            {
                cancellation.Cancel();
            }
        });
        Assert.CatchAsync<OperationCanceledException>(() => killed.CreateTrainer().FineTuneAsync(progress, cancellation.Token));
        using SmallOffPolicyRun resumed = Resumable(options, threads: 1);
        OffPolicyTrainer trainer = resumed.CreateTrainer();

        CheckpointReader.Open(Path.Combine(_folder, "last")).Restore(trainer);
        await trainer.FineTuneAsync();

        Assert.That(resumed.Values(), Is.EqualTo(whole.Values()));
        Assert.That(trainer.State.Progress.OffPolicy!.Updates, Is.EqualTo(17));
    }

    [TestCase(2, 0, TestName = "AnUpdateOfSacAllocatesNothingOnceItIsWarm")]
    [TestCase(5, 2, TestName = "AnUpdateAsRlpdMakesItAllocatesNothingOnceItIsWarm")]
    public async Task AnUpdateAllocatesNothingOnceItIsWarm(int members, int targetMembers)
    {
        SacOptions options = SmallOffPolicyRun.Sac() with { EvaluationEvery = 0, TargetMembers = targetMembers };
        using var run = new SmallOffPolicyRun(threads: 1, options: options, members: members);
        OffPolicyTrainer trainer = run.CreateTrainer();
        await trainer.FineTuneAsync();
        var batch = new TransitionBatch(run.Shape, 64);
        trainer.Replay.Gather([.. Enumerable.Range(0, 64)], batch);
        var metrics = new UpdateMetrics(run.Algorithm.MetricNames);
        var random = new RandomSource(1);
        Update(20);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Update(10);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Update(int times)
        {
            for (int i = 0; i < times; i++)
            {
                run.Algorithm.Update(batch, new OffPolicyStep(i, true, random), metrics);
            }
        }
    }

    [Test]
    public async Task NoTensorIsLeftBehind()
    {
        using var run = new SmallOffPolicyRun();
        var counts = new List<long>();
        var progress = new ProgressList<FineTuningProgress>(_ => counts.Add(run.Engine.LiveTensorCount));

        await run.CreateTrainer().FineTuneAsync(progress);

        Assert.That(counts.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public void ANonFiniteRewardStopsTheRun()
    {
        using var run = new SmallOffPolicyRun();
        run.Environment.Fault = (decision, outcome, _) => outcome.Rewards[3] = decision == 12 ? float.NaN : outcome.Rewards[3];

        Assert.That(
            async () => await run.CreateTrainer().FineTuneAsync(),
            Throws.InstanceOf<TrainingDivergedException>().With.Message.Contains("The reward of environment 3 is NaN"));
    }

    [Test]
    public async Task ACancelledRunCompletesItsRoundSoThatTheResumedOneMakesTheSameUpdates()
    {
        SacOptions options = SmallOffPolicyRun.Sac() with { Decisions = 24, IterationLength = 6, WarmupDecisions = 8, EvaluationEvery = 0, UpdatesPerRound = 20 };
        using SmallOffPolicyRun whole = Resumable(options, restart: 10);
        whole.Setup = whole.Setup with { Checkpoints = null };
        await whole.CreateTrainer().FineTuneAsync();
        using SmallOffPolicyRun killed = Resumable(options, restart: 10);
        using var cancellation = new CancellationTokenSource();
        killed.Watch((_, step) =>
        {
            // Decision 8 is the first one with updates: this is the eighth one of the tenth decision's round.
            if (step.Index == 47)
            {
                cancellation.Cancel();
            }
        });

        Assert.CatchAsync<OperationCanceledException>(() => killed.CreateTrainer().FineTuneAsync(null, cancellation.Token));

        using SmallOffPolicyRun resumed = Resumable(options, threads: 1, restart: 10);
        OffPolicyTrainer trainer = resumed.CreateTrainer();
        CheckpointReader.Open(Path.Combine(_folder, "last")).Restore(trainer);
        OffPolicyStateRecord saved = trainer.State.Progress.OffPolicy!;
        Assert.That((saved.Decisions, saved.Updates), Is.EqualTo((10L, 60L)));
        await trainer.FineTuneAsync();
        Assert.That(trainer.State.Progress.OffPolicy!.Updates, Is.EqualTo(17 * 20));
        Assert.That(resumed.Values(), Is.EqualTo(whole.Values()));
    }

    [Test]
    public async Task AUnionThatLostItsTransitionsWarnsAndCollectsABatchBeforeItLearns()
    {
        SacOptions options = SmallOffPolicyRun.Sac() with { WarmupDecisions = 0, RandomWarmup = false, EvaluationEvery = 0 };
        using SmallOffPolicyRun killed = Union(options);
        using var cancellation = new CancellationTokenSource();
        var progress = new ProgressList<FineTuningProgress>(report =>
        {
            if (report.Iteration == 1)
            {
                cancellation.Cancel();
            }
        });
        killed.Setup = killed.Setup with { Checkpoints = new FineTuningCheckpoints(_folder) };
        Assert.CatchAsync<OperationCanceledException>(() => killed.CreateTrainer().FineTuneAsync(progress, cancellation.Token));
        using SmallOffPolicyRun resumed = Union(options);
        OffPolicyTrainer? trainer = null;
        var held = new List<int>();
        resumed.Watch((_, _) => held.Add(trainer!.Replay.Count));
        var logger = new ListLogger();
        trainer = resumed.CreateTrainer(logger);
        CheckpointReader.Open(Path.Combine(_folder, "last")).Restore(trainer);
        long lost = trainer.State.Progress.OffPolicy!.Decisions * 4;

        await trainer.FineTuneAsync();

        Assert.That(held[0], Is.EqualTo(100 + 64), "100 offline transitions, and a batch of new ones");
        Assert.That(logger.Warnings, Has.One.Contains($"{lost} collected transitions are lost, and updates go on after 16 new decisions"));
    }

    [Test]
    public async Task TheReplayBufferIsKeptOnceItHoldsMoreThanOfflineData()
    {
        using SmallOffPolicyRun run = Union(SmallOffPolicyRun.Sac() with { EvaluationEvery = 0 });
        run.Setup = run.Setup with { Replay = run.Setup.Replay with { KeepInCheckpoints = true } };
        OffPolicyTrainer trainer = run.CreateTrainer();
        Assert.That(trainer.State.ResumeFiles, Is.Empty);

        await trainer.FineTuneAsync();

        Assert.That(trainer.State.ResumeFiles, Has.One.Items);
    }

    [TestCase(1, "IterationLength 6")]
    [TestCase(2, "DecisionsPerRound 1")]
    [TestCase(3, "UpdatesPerRound 1")]
    [TestCase(4, "OfflineUpdates 0")]
    [TestCase(5, "Discount 0.99")]
    [TestCase(6, "RewardScale 1")]
    public async Task ASavedRunOfAnotherScheduleIsRefused(int difference, string message)
    {
        SacOptions options = SmallOffPolicyRun.Sac() with { Decisions = 6, IterationLength = 6, WarmupDecisions = 0, EvaluationEvery = 0 };
        using SmallOffPolicyRun run = Resumable(options);
        await run.CreateTrainer().FineTuneAsync();
        SacOptions other = options with
        {
            IterationLength = difference == 1 ? 7 : 6,
            DecisionsPerRound = difference == 2 ? 2 : 1,
            UpdatesPerRound = difference == 3 ? 2 : 1,
            OfflineUpdates = difference == 4 ? 5 : 0,
            Discount = difference == 5 ? 0.9 : 0.99,
            RewardScale = difference == 6 ? 0.5 : 1.0,
        };
        using SmallOffPolicyRun next = Resumable(other);
        if (difference == 4)
        {
            next.AddOfflineData(100);
        }

        Assert.That(
            () => CheckpointReader.Open(Path.Combine(_folder, "last")).Restore(next.CreateTrainer()),
            Throws.ArgumentException.With.Message.Contains($"The saved run has the {message}, but the options say"));
    }

    [Test]
    public void AnUpdateThatDivergesNamesItselfAndLeavesItsBatchAndTheParameters()
    {
        using var run = new SmallOffPolicyRun();
        float[] before = [];
        run.Watch((batch, step) =>
        {
            if (step.Index == 3)
            {
                before = run.Values();
                batch.Rewards[5] = float.NaN;
            }
        });
        run.Setup = run.Setup with { DumpDirectory = _folder };
        string path = Path.Combine(_folder, "diverged-update-4.npz");

        Assert.That(
            async () => await run.CreateTrainer().FineTuneAsync(),
            Throws.InstanceOf<TrainingDivergedException>().With.Message.EqualTo(
                $"The critic_loss of update 4 is NaN. Lower the learning rates, scale the rewards down or set MaximumGradientNorm. The batch is in {path}."));

        Assert.That(run.Values(), Is.EqualTo(before));
        using NpzArchive dump = NpzArchive.Open(path);
        Assert.That(dump.Read("rewards").ToSingles()[5], Is.NaN);
        Assert.That(dump.Read("next_observations").Shape.ToArray(), Is.EqualTo(new[] { 64, 1, 2 }));
    }

    private static SmallOffPolicyRun Union(SacOptions options)
    {
        var run = new SmallOffPolicyRun(options: options);
        run.Setup = run.Setup with { Replay = new ReplayOptions { Composition = BatchComposition.Union, KeepInCheckpoints = false } };
        run.AddOfflineData(100);
        return run;
    }

    private SmallOffPolicyRun Resumable(SacOptions options, int threads = 2, int restart = 12)
    {
        var run = new SmallOffPolicyRun(threads, options, environments: 2);
        run.Setup = run.Setup with
        {
            Environment = new RestartingEnvironment(run.Environment, restart),
            Checkpoints = new FineTuningCheckpoints(_folder),
            Replay = new ReplayOptions { KeepInCheckpoints = true },
        };
        return run;
    }

    /// <summary>Begins anew after a number of decisions, as a resumed run does, so that both runs see the same episodes.</summary>
    private sealed class RestartingEnvironment(TargetEnvironment inner, int decisions) : IVectorEnvironment
    {
        private readonly RandomSource _random = new(8);

        public EnvironmentSpec Spec => inner.Spec;

        public int Count => inner.Count;

        public int ObservationHistory => 1;

        public int ExecutedSteps => inner.ExecutedSteps;

        public Normalization? Normalization => null;

        public ReadOnlySpan<float> Observations => inner.Observations;

        public void Reset(RandomSource random) => inner.Reset(_random);

        public void Step(ReadOnlySpan<float> actions, VectorOutcome outcome)
        {
            inner.Step(actions, outcome);
            if (inner.Decisions % decisions == 0)
            {
                inner.Reset(_random);
            }
        }

        public void Dispose()
        {
        }
    }
}
