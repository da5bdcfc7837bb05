using ReinFlow.FineTuning;
using ReinFlow.Formats;

namespace ReinFlow.Algorithms.Tests;

public sealed class OnPolicyTrainerTests
{
    [Test]
    public async Task TrainingTwiceGivesTheSameBits()
    {
        (float[] first, float[] firstCritic) = await TrainAsync(threads: 2);
        (float[] second, float[] secondCritic) = await TrainAsync(threads: 2);

        Assert.That(second, Is.EqualTo(first));
        Assert.That(secondCritic, Is.EqualTo(firstCritic));
    }

    [Test]
    public async Task TheNumberOfThreadsDoesNotChangeABit()
    {
        (float[] one, float[] oneCritic) = await TrainAsync(threads: 1);
        (float[] three, float[] threeCritic) = await TrainAsync(threads: 3);

        Assert.That(three, Is.EqualTo(one));
        Assert.That(threeCritic, Is.EqualTo(oneCritic));
    }

    [Test]
    public async Task ThePolicyLearnsToHitTheTarget()
    {
        using var run = new SmallRun(environments: 32);
        run.Options = run.Options with { Iterations = 25, Decisions = 24, Epochs = 5, EvaluationEpisodes = 64, ClipRange = 0.1f };
        using OnPolicyTrainer trainer = run.CreateTrainer();

        FineTuningReport report = await trainer.FineTuneAsync();

        Assert.That(report.Last!.MeanReturn, Is.GreaterThan(0.6 * report.First!.MeanReturn), "Returns are minus distances");
        Assert.That(report.Last.Episodes, Is.EqualTo(64));
    }

    [Test]
    public async Task NoTensorOutlivesAnIteration()
    {
        using var run = new SmallRun();
        run.Options = run.Options with { Iterations = 50, EvaluationEvery = 7 };
        using OnPolicyTrainer trainer = run.CreateTrainer();
        var alive = new List<long>();
        var progress = new ProgressList<FineTuningProgress>(_ => alive.Add(run.Engine.LiveTensorCount));

        await trainer.FineTuneAsync(progress);

        Assert.That(alive, Has.Count.EqualTo(51));
        Assert.That(alive.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task ProgressTellsWhatHappenedInOrder()
    {
        using var run = new SmallRun();
        using OnPolicyTrainer trainer = run.CreateTrainer();
        var progress = new ProgressList<FineTuningProgress>();

        FineTuningReport report = await trainer.FineTuneAsync(progress);

        Assert.That(progress.Reports.Select(item => item.Iteration), Is.EqualTo(new[] { 0, 1, 2, 3 }));
        Assert.That(progress.Reports.Select(item => item.Evaluation is not null), Is.EqualTo(new[] { true, false, true, true }));
        Assert.That(progress.Reports[0].Update, Is.Null);
        UpdateStatistics update = progress.Reports[1].Update!;
        Assert.That(update.Minibatches, Is.EqualTo(6), "504 shown samples in minibatches of 200, two epochs");
        Assert.That(update.NoiseDeviation, Is.InRange(0.1, 0.24));
        Assert.That(progress.Reports[3].EnvironmentSteps, Is.EqualTo(report.EnvironmentSteps));
        Assert.That(report.EnvironmentSteps, Is.LessThanOrEqualTo(3 * 12 * 14 * 2));
        Assert.That(progress.Reports[1].Rollout!.Episodes, Is.GreaterThan(40));
        Assert.That(progress.Reports[1].Rollout!.SuccessCriterion, Is.EqualTo(run.Environment.Spec.SuccessCriterion));
    }

    [Test]
    public async Task EvaluationsLeaveTheTrainingEpisodesAlone()
    {
        (float[] with, _) = await TrainAsync(threads: 1, run => run.Options.EvaluationEvery = 1);
        (float[] without, _) = await TrainAsync(threads: 1, run => run.Options.EvaluationEvery = 0);

        Assert.That(with, Is.EqualTo(without));
    }

    [Test]
    public void APolicyThatScoresOtherThanItSamplesIsFoundAtOnce()
    {
        string folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, Path.GetRandomFileName());
        using var run = new SmallRun(wrap: policy => new ShiftedPolicy(policy) { Shift = 0.01f });
        run.Setup = run.Setup with { DumpDirectory = folder };
        using OnPolicyTrainer trainer = run.CreateTrainer();

        TrainingDivergedException error = Assert.ThrowsAsync<TrainingDivergedException>(() => trainer.FineTuneAsync())!;

        Assert.That(error.Message, Does.Contain("probability ratio").And.Contain("flow time grids").And.Contain(folder));
        using NpzArchive dump = NpzArchive.Open(Directory.GetFiles(folder).Single());
        Assert.That(dump.Describe("chains").Shape[1..], Is.EqualTo(new[] { 3, 2, 2 }));
    }

    [Test]
    public void ALossThatIsNotFiniteStopsBeforeTheStep()
    {
        using var run = new SmallRun(wrap: policy => new ShiftedPolicy(policy) { EntropyFactor = float.NaN });
        using OnPolicyTrainer trainer = run.CreateTrainer();
        float[] before = run.PolicyParameters.Values.ToArray();

        TrainingDivergedException error = Assert.ThrowsAsync<TrainingDivergedException>(() => trainer.FineTuneAsync())!;

        Assert.That(error.Message, Does.StartWith("Minibatch 1 of iteration 1 has a loss that is not finite"));
        Assert.That(run.PolicyParameters.Values.ToArray(), Is.EqualTo(before));
    }

    [Test]
    public void AGradientThatIsNotFiniteStopsBeforeTheStepAlthoughTheLossIsFinite()
    {
        using var run = new SmallRun(wrap: policy => new ShiftedPolicy(policy) { Steepness = 1e30f });
        float[] before = run.PolicyParameters.Values.ToArray();

        AssertStops(run, "Minibatch 1 of iteration 1 has a gradient that is not finite (norm of the policy's NaN");

        Assert.That(run.PolicyParameters.Values.ToArray(), Is.EqualTo(before));
    }

    [Test]
    public void AnActionThatIsNotFiniteStopsTheRun()
    {
        using var run = new SmallRun(wrap: policy => new ShiftedPolicy(policy) { Factor = float.NaN });
        run.Options.EvaluationEvery = 0;

        AssertStops(run, "The action of environment 0 is NaN in component 0 at decision 0 of the rollout.");
    }

    [Test]
    public void ARewardThatIsNotFiniteStopsTheRun()
    {
        using var run = new SmallRun();
        run.Environment.Fault = (decision, outcome, _) => outcome.Rewards[3] = decision == 4 ? float.NaN : 0f;

        AssertStops(run, "The reward of environment 3 is NaN in component 0 at decision 4 of the rollout.");
    }

    [Test]
    public void AnObservationThatIsNotFiniteStopsTheRun()
    {
        using var run = new SmallRun();
        run.Environment.Fault = (decision, _, observations) => observations[5] = decision == 4 ? float.PositiveInfinity : 0f;

        AssertStops(run, "The observation of environment 2 is Infinity in component 1 at decision 5 of the rollout.");
    }

    [Test]
    public void CancellationEndsTheRunAndOffersTheState()
    {
        using var run = new SmallRun();
        var checkpoints = new RecordingCheckpoints();
        run.Setup = run.Setup with { Checkpoints = checkpoints };
        using OnPolicyTrainer trainer = run.CreateTrainer();
        using var cancellation = new CancellationTokenSource();
        run.Environment.Fault = (decision, _, _) =>
        {
            if (decision == 15)
            {
                cancellation.Cancel();
            }
        };

        Assert.CatchAsync<OperationCanceledException>(() => trainer.FineTuneAsync(null, cancellation.Token));

        Assert.That(run.Environment.Decisions, Is.EqualTo(16), "The decision under way is completed");
        Assert.That(checkpoints.Saved[^1].Reason, Is.EqualTo(CheckpointReason.Interrupted));
        Assert.That(checkpoints.Saved[^1].Progress.Iteration, Is.EqualTo(1));
        Assert.That(checkpoints.Saved[^1].Progress.IsMidIteration, Is.True);
    }

    [Test]
    public async Task CheckpointsAreOfferedWhenTheyAreDue()
    {
        using var run = new SmallRun();
        var checkpoints = new RecordingCheckpoints();
        run.Setup = run.Setup with { Checkpoints = checkpoints };
        run.Options.CheckpointEvery = 2;
        using OnPolicyTrainer trainer = run.CreateTrainer();

        FineTuningReport report = await trainer.FineTuneAsync();

        Assert.That(
            checkpoints.Saved.Where(item => item.Reason == CheckpointReason.Completed).Select(item => item.Progress.Iteration),
            Is.EqualTo(new[] { 0, 1, 2, 3 }),
            "also before the first iteration, so that there is always one to go on from");
        Assert.That(checkpoints.Saved.Single(item => item.Reason == CheckpointReason.Numbered).Progress.Iteration, Is.EqualTo(2));
        FineTuningStateRecord best = checkpoints.Saved.Last(item => item.Reason == CheckpointReason.Best).Progress;
        Assert.That(best.Iteration, Is.EqualTo(report.BestIteration));
    }

    [Test]
    public void APolicyForOtherActionsIsRefused()
    {
        using var run = new SmallRun();
        run.Setup = run.Setup with { Environment = new TargetEnvironment(4, executedSteps: 1) };

        Assert.That(
            () => run.CreateTrainer(),
            Throws.ArgumentException.With.Message.Contains("executes 1 steps of a chunk, but the policy expects 2."));
    }

    private static void AssertStops(SmallRun run, string message)
    {
        using OnPolicyTrainer trainer = run.CreateTrainer();

        TrainingDivergedException error = Assert.ThrowsAsync<TrainingDivergedException>(() => trainer.FineTuneAsync())!;

        Assert.That(error.Message, Does.StartWith(message));
        Assert.That(error.Message, Does.Not.Contain("\n"));
    }

    private static async Task<(float[] Policy, float[] Critic)> TrainAsync(int threads, Action<SmallRun>? configure = null)
    {
        using var run = new SmallRun(threads);
        configure?.Invoke(run);
        using OnPolicyTrainer trainer = run.CreateTrainer();
        await trainer.FineTuneAsync();
        return (run.PolicyParameters.Values.ToArray(), run.CriticParameters.Values.ToArray());
    }
}
