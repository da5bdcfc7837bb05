using ReinFlow.Algorithms;
using ReinFlow.FineTuning;
using ReinFlow.Recipes;
using ReinFlow.Runs;

namespace ReinFlow.Tests.Runs;

/// <summary>A run that is stopped at any report and resumed ends with the same bits as one that was never stopped.</summary>
public sealed class ResumeTests
{
    internal static readonly string[] SmallSac =
    [
        "environment.name=Avoiding", "environment.count=3", "policy.squashedGaussian.network.hiddenLayers=[16,16]", "policy.critics.hiddenLayers=[16,16]",
        "sac.decisions=240", "sac.warmupDecisions=20", "sac.iterationLength=60", "sac.batchSize=16", "sac.evaluationEvery=2", "sac.evaluationEpisodes=3",
        "replay.capacity=300",
    ];

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("reinflow-resume-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(3)]
    public async Task FineTuningWithAPenaltyGoesOnToTheSameBits(int stopped)
    {
        using var runs = new AvoidingRuns(threads: 2);
        PolicyFile start = await runs.Imitate(AvoidingRuns.TinyRecipe());
        Recipe recipe = AvoidingRuns.TinyRecipe("algorithm.iterations=5", "algorithm.evaluationEvery=2", "algorithm.evaluationEpisodes=8", "algorithm.decisions=11");

        await AssertSameAsync(recipe, runs, start, stopped);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(3)]
    public async Task OffPolicyTrainingGoesOnToTheSameBits(int stopped)
    {
        using var runs = new AvoidingRuns();

        await AssertSameAsync(RecipeCatalog.Load("hopper-sac", SmallSac), runs, null, stopped);
    }

    [TestCase(30, 0)]
    [TestCase(300, 1)]
    public async Task OffPolicyTrainingThatIsCancelledWithinAnIterationGoesOnToTheSameBitsAndMetrics(int step, int completed)
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = RecipeCatalog.Load("hopper-sac", [.. SmallSac, "sac.evaluationEvery=0"]);
        RunFolder whole = await RunAsync(recipe, runs, null, "whole");
        RunFolder stopped = Folder(recipe, "stopped");
        using var cancellation = new CancellationTokenSource();
        int steps = int.MinValue;
        using (var run = new FineTuningRun(recipe, runs.Engine, null, stopped, environment: () => new CountingAvoiding(() => CancelAt(ref steps, step, cancellation))))
        {
            // The ranges of a start from scratch are measured in steps too.
            steps = 0;
            Assert.CatchAsync<OperationCanceledException>(() => run.FineTuneAsync(null, cancellation.Token));
        }

        FineTuningStateRecord state = CheckpointReader.Open(stopped.LastCheckpoint!).FineTuning!;
        Assert.That((state.Iteration, state.IsMidIteration), Is.EqualTo((completed, true)), "The run was stopped where it was meant to be");
        await ResumeAsync(stopped, runs);

        AssertSame(stopped, whole);
    }

    [Test]
    public async Task OnPolicyTrainingThatIsCancelledWithinAnIterationRepeatsItToTheSameBits()
    {
        using var runs = new AvoidingRuns();
        PolicyFile start = await runs.Imitate(AvoidingRuns.TinyRecipe());
        Recipe recipe = AvoidingRuns.TinyRecipe("algorithm.iterations=4");
        RunFolder whole = await RunAsync(recipe, runs, start, "whole");
        RunFolder stopped = Folder(recipe, "stopped");
        using var cancellation = new CancellationTokenSource();
        int steps = 0;
        using (var run = new FineTuningRun(recipe, runs.Engine, start, stopped, environment: () => new CountingAvoiding(() => CancelAt(ref steps, 600, cancellation))))
        {
            Assert.CatchAsync<OperationCanceledException>(() => run.FineTuneAsync(null, cancellation.Token));
        }

        string interrupted = Path.Combine(stopped.Checkpoints, "interrupted");
        Assert.That(Directory.Exists(interrupted), "The parameters after the last minibatch can be used");
        await ResumeAsync(stopped, runs);

        AssertSame(stopped, whole);
        Assert.That(Directory.Exists(interrupted), Is.False, "They are obsolete once the run has gone on");
    }

    [Test]
    public async Task ARunThatIsCancelledAndGoesOnInTheSameProcessKeepsItsLines()
    {
        using var runs = new AvoidingRuns();
        PolicyFile start = await runs.Imitate(AvoidingRuns.TinyRecipe());
        Recipe recipe = AvoidingRuns.TinyRecipe("algorithm.iterations=3");
        RunFolder folder = Folder(recipe, "run");
        using var run = new FineTuningRun(recipe, runs.Engine, start, folder);
        using var cancellation = new CancellationTokenSource();
        var progress = new Sink<FineTuningProgress>(report => CancelIf(report.Iteration == 2, cancellation));
        Assert.CatchAsync<OperationCanceledException>(() => run.FineTuneAsync(progress, cancellation.Token));

        await run.FineTuneAsync();

        Assert.That(await Iterations(folder), Is.EqualTo((string[])["0", "1", "2", "3"]));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public async Task ImitationGoesOnToTheSameBits(int stopped)
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = AvoidingRuns.TinyRecipe("pretraining.epochs=4", "pretraining.evaluationEvery=2", "pretraining.evaluationEpisodes=4");
        RunFolder whole = Folder(recipe, "whole");
        using (var run = new PretrainingRun(recipe, runs.Engine, whole))
        {
            await run.RunAsync();
        }

        RunFolder cut = Folder(recipe, "cut");
        using (var run = new PretrainingRun(recipe, runs.Engine, cut))
        {
            using var cancellation = new CancellationTokenSource();
            var progress = new Sink<PretrainingProgress>(report => CancelIf(report.Epoch == stopped, cancellation));
            Assert.CatchAsync<OperationCanceledException>(() => run.RunAsync(progress, cancellation.Token));
        }

        using (var run = PretrainingRun.Resume(RunFolder.Open(cut.Path), runs.Engine))
        {
            await run.RunAsync();
        }

        AssertSame(cut, whole);
    }

    [Test]
    public async Task AnEpochIsReportedBeforeItsCheckpointSoThatAKilledRunReportsItAgain()
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = AvoidingRuns.TinyRecipe();
        RunFolder folder = Folder(recipe, "run");
        List<(int Reported, int Saved)> epochs = [];
        using var run = new PretrainingRun(recipe, runs.Engine, folder);

        await run.RunAsync(new Sink<PretrainingProgress>(report => epochs.Add((report.Epoch, folder.OpenLast()?.Pretraining!.Epoch ?? -1))));

        Assert.That(epochs, Is.EqualTo(new[] { (0, -1), (1, 0), (2, 1) }));
    }

    [Test]
    public async Task ARunThatWasStoppedBeforeItsFirstCheckpointBeginsFromTheSamePolicy()
    {
        using var runs = new AvoidingRuns();
        PolicyFile start = await runs.Imitate(AvoidingRuns.TinyRecipe());
        Recipe recipe = AvoidingRuns.TinyRecipe();
        RunFolder whole = await RunAsync(recipe, runs, start, "whole");
        var stopped = RunFolder.Create(Path.Combine(_folder.FullName, "stopped"), recipe, new RunOrigin("finetune", From: start.Path));

        await ResumeAsync(stopped, runs);

        AssertSame(stopped, whole);
    }

    [Test]
    public async Task AnEnvironmentThatCannotSaveItsEpisodesBeginsNewOnesAndTheRunSaysSo()
    {
        using var runs = new AvoidingRuns();
        PolicyFile start = await runs.Imitate(AvoidingRuns.TinyRecipe());
        RunFolder folder = Folder(AvoidingRuns.TinyRecipe(), "run");
        await StopAsync(new FineTuningRun(AvoidingRuns.TinyRecipe(), runs.Engine, start, folder, environment: () => new ForgetfulAvoiding()), 1);

        using var run = FineTuningRun.Resume(folder, runs.Engine, environment: () => new ForgetfulAvoiding());

        Assert.That(run.BeginsNewEpisodes);
        Assert.That((await run.FineTuneAsync()).Iterations, Is.EqualTo(3));
        Assert.That(await Iterations(folder), Is.EqualTo(new[] { "0", "1", "2", "3" }));
    }

    [Test]
    public async Task ACompletedRunDoesNothingMore()
    {
        using var runs = new AvoidingRuns();
        PolicyFile start = await runs.Imitate(AvoidingRuns.TinyRecipe());
        RunFolder folder = await RunAsync(AvoidingRuns.TinyRecipe(), runs, start, "run");
        string[] before = await File.ReadAllLinesAsync(folder.Progress);

        await ResumeAsync(folder, runs);

        Assert.That(await File.ReadAllLinesAsync(folder.Progress), Is.EqualTo(before));
    }

    [Test]
    public async Task OnlyTheNewestNumberedCheckpointsAreKept()
    {
        using var runs = new AvoidingRuns();
        PolicyFile start = await runs.Imitate(AvoidingRuns.TinyRecipe());
        Recipe recipe = AvoidingRuns.TinyRecipe("algorithm.iterations=12", "algorithm.checkpointEvery=2", "algorithm.checkpointsKept=2");
        RunFolder folder = await RunAsync(recipe, runs, start, "run");

        Assert.That(
            Directory.GetDirectories(folder.Checkpoints).Select(Path.GetFileName),
            Is.EquivalentTo(new[] { "last", "iteration-10", "iteration-12" }));
    }

    private static void CancelAt(ref int steps, int limit, CancellationTokenSource cancellation) =>
        CancelIf(Interlocked.Increment(ref steps) == limit, cancellation);

    private static void CancelIf(bool isDue, CancellationTokenSource cancellation)
    {
        if (isDue)
        {
            cancellation.Cancel();
        }
    }

    private static async Task StopAsync(FineTuningRun run, int iteration)
    {
        using (run)
        {
            using var cancellation = new CancellationTokenSource();
            var progress = new Sink<FineTuningProgress>(report => CancelIf(report.Iteration == iteration, cancellation));
            Assert.CatchAsync<OperationCanceledException>(() => run.FineTuneAsync(progress, cancellation.Token));
        }
    }

    private static async Task ResumeAsync(RunFolder folder, AvoidingRuns runs)
    {
        using var run = FineTuningRun.Resume(RunFolder.Open(folder.Path), runs.Engine);
        Assert.That(run.BeginsNewEpisodes, Is.False);
        await run.FineTuneAsync();
    }

    private static async Task<string[]> Iterations(RunFolder folder) =>
        [.. (await File.ReadAllLinesAsync(folder.Progress)).Skip(1).Select(line => line.Split(',')[0])];

    private static void AssertSame(RunFolder actual, RunFolder expected)
    {
        foreach (string name in Directory.GetFiles(expected.LastCheckpoint!).Select(path => Path.GetFileName(path)!))
        {
            Assert.That(
                File.ReadAllBytes(Path.Combine(actual.LastCheckpoint!, name)),
                Is.EqualTo(File.ReadAllBytes(Path.Combine(expected.LastCheckpoint!, name))),
                name);
        }

        Assert.That(Numbers(actual), Is.EqualTo(Numbers(expected)), "the progress");
    }

    /// <summary>The progress without the times, which are never the same.</summary>
    private static string[] Numbers(RunFolder folder)
    {
        string[] lines = File.ReadAllLines(folder.Progress);
        bool[] isTime = [.. lines[0].Split(',').Select(name => name.EndsWith("_seconds", StringComparison.Ordinal))];
        return [.. lines.Select(line => string.Join(',', line.Split(',').Where((_, i) => !isTime[i])))];
    }

    private async Task AssertSameAsync(Recipe recipe, AvoidingRuns runs, PolicyFile? start, int stoppedAfter)
    {
        RunFolder whole = await RunAsync(recipe, runs, start, "whole");
        RunFolder stopped = Folder(recipe, "stopped");
        await StopAsync(new FineTuningRun(recipe, runs.Engine, start, stopped), stoppedAfter);

        await ResumeAsync(stopped, runs);

        AssertSame(stopped, whole);
    }

    private async Task<RunFolder> RunAsync(Recipe recipe, AvoidingRuns runs, PolicyFile? start, string name)
    {
        RunFolder folder = Folder(recipe, name);
        using var run = new FineTuningRun(recipe, runs.Engine, start, folder);
        await run.FineTuneAsync();
        return folder;
    }

    private RunFolder Folder(Recipe recipe, string name) => RunFolder.Create(Path.Combine(_folder.FullName, name), recipe, "finetune");

    private sealed class Sink<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
