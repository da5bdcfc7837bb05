using ReinFlow.Environments;
using ReinFlow.FineTuning;

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
        run.Setup = run.Setup with { OfflineData = new Transitions.Offline(200, Shape(run)) };
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
        run.Setup = run.Setup with { OfflineData = new Transitions.Offline(500, Shape(run)) };
        OffPolicyTrainer trainer = run.CreateTrainer();

        await trainer.FineTuneAsync();

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
        var batch = new TransitionBatch(Shape(run), trainer.Replay.Count);
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
    public async Task ARunThatKeepsItsReplayGoesOnToTheBitsOfOneThatWasNotInterrupted()
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

    [Test]
    public async Task AnUpdateAllocatesNothingOnceItIsWarm()
    {
        using var run = new SmallOffPolicyRun(threads: 1, options: SmallOffPolicyRun.Sac() with { EvaluationEvery = 0 });
        OffPolicyTrainer trainer = run.CreateTrainer();
        await trainer.FineTuneAsync();
        var batch = new TransitionBatch(Shape(run), 64);
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
    public void AnOfflinePhaseWithoutDataIsRefused()
    {
        using var run = new SmallOffPolicyRun(options: SmallOffPolicyRun.Sac() with { OfflineUpdates = 5 });

        Assert.That(() => run.CreateTrainer(), Throws.ArgumentException.With.Message.Contains("has no offline data"));
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

    private static TransitionShape Shape(SmallOffPolicyRun run) => new(1, 2, run.Parts.Actor.ActionChunk.ExecutedSteps, 2);

    private SmallOffPolicyRun Resumable(SacOptions options, int threads = 2)
    {
        var run = new SmallOffPolicyRun(threads, options, environments: 2);
        run.Setup = run.Setup with
        {
            Environment = new RestartingEnvironment(run.Environment, 12),
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
