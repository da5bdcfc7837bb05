using NUnit.Framework.Constraints;
using ReinFlow.FineTuning;
using ReinFlow.Formats;

namespace ReinFlow.Algorithms.Tests;

public sealed class CheckpointTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory().FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task ARunIsRestoredWithEveryNumber()
    {
        using SmallRun saved = Run();
        using OnPolicyTrainer trainer = saved.CreateTrainer();
        await trainer.FineTuneAsync();
        using var other = new SmallRun();
        using OnPolicyTrainer restored = other.CreateTrainer();

        CheckpointReader.Open(Path.Combine(_folder, "last")).Restore(restored);

        Assert.That(other.PolicyParameters.Values.ToArray(), Is.EqualTo(saved.PolicyParameters.Values.ToArray()));
        Assert.That(other.CriticParameters.Values.ToArray(), Is.EqualTo(saved.CriticParameters.Values.ToArray()));
        (FineTuningState actual, FineTuningState expected) = (restored.State, trainer.State);
        Assert.That(actual.Parts[0].Optimizer!.FirstMoment.ToArray(), Is.EqualTo(expected.Parts[0].Optimizer!.FirstMoment.ToArray()));
        Assert.That(actual.Parts[1].Optimizer!.SecondMoment.ToArray(), Is.EqualTo(expected.Parts[1].Optimizer!.SecondMoment.ToArray()));
        AssertSame(actual.Progress, expected.Progress);
    }

    [Test]
    public async Task ARestoredRunDoesTheIterationsThatAreLeft()
    {
        using SmallRun first = Run();
        using OnPolicyTrainer trainer = first.CreateTrainer();
        await trainer.FineTuneAsync();
        using var second = new SmallRun();
        second.Options.Iterations = 5;
        using OnPolicyTrainer restored = second.CreateTrainer();
        CheckpointReader.Open(Path.Combine(_folder, "last")).Restore(restored);
        var progress = new ProgressList<FineTuningProgress>();

        FineTuningReport report = await restored.FineTuneAsync(progress);

        Assert.That(progress.Reports.Select(item => item.Iteration), Is.EqualTo(new[] { 4, 5 }));
        Assert.That(report.EnvironmentSteps, Is.GreaterThan(trainer.State.Progress.EnvironmentSteps));
        Assert.That(report.First, Is.EqualTo(trainer.State.Progress.First), "The evaluation before training is remembered");
    }

    [Test]
    public async Task ARunWithFreshEpisodesPerIterationGoesOnToTheBitsOfOneThatWasNotInterrupted()
    {
        using var whole = new SmallRun();
        (whole.Options.Iterations, whole.Options.ResetEachIteration) = (5, true);
        using OnPolicyTrainer trainer = whole.CreateTrainer();
        await trainer.FineTuneAsync();

        using SmallRun killed = Run();
        (killed.Options.Iterations, killed.Options.ResetEachIteration) = (5, true);
        using OnPolicyTrainer stopped = killed.CreateTrainer();
        using var cancellation = new CancellationTokenSource();
        var progress = new ProgressList<FineTuningProgress>(report => CancelAt(2, report.Iteration, cancellation));
        Assert.CatchAsync<OperationCanceledException>(() => stopped.FineTuneAsync(progress, cancellation.Token));
        using var other = new SmallRun(threads: 1);
        other.Options = killed.Options;
        using OnPolicyTrainer resumed = other.CreateTrainer();

        CheckpointReader.Open(Path.Combine(_folder, "iteration-2")).Restore(resumed);
        await resumed.FineTuneAsync();

        Assert.That(other.PolicyParameters.Values.ToArray(), Is.EqualTo(whole.PolicyParameters.Values.ToArray()));
        Assert.That(other.CriticParameters.Values.ToArray(), Is.EqualTo(whole.CriticParameters.Values.ToArray()));
        AssertSame(resumed.State.Progress, trainer.State.Progress);
    }

    [Test]
    public async Task FilesHaveTheOfficialNames()
    {
        using SmallRun run = Run();
        using OnPolicyTrainer trainer = run.CreateTrainer();
        await trainer.FineTuneAsync();

        Assert.That(Directory.GetDirectories(_folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { "best", "iteration-2", "last" }));
        using SafetensorsReader reader = SafetensorsReader.Open(Path.Combine(_folder, "last", "parameters.safetensors"));
        string[] names = [.. reader.Entries.Select(entry => entry.Name)];
        Assert.That(names, Does.Contain("actor_ft.policy.mlp_mean.layers.0.weight"));
        Assert.That(names, Does.Contain("actor_ft.explore_noise_net.mlp_logvar.moduleList.0.linear_1.bias"));
        Assert.That(names, Does.Contain("critic.Q1.layers.0.weight"));
    }

    [Test]
    public void APartThatCannotBeWrittenLeavesTheOldCheckpointWhole()
    {
        string path = Path.Combine(_folder, "last");
        CheckpointDirectory.Write(path, CheckpointDirectory.Text("a.txt", "old"));

        Assert.That(
            () => CheckpointDirectory.Write(
                path, CheckpointDirectory.Text("a.txt", "new"), new CheckpointPart("b", _ => throw new IOException("The disk is full."))),
            Throws.InstanceOf<IOException>().With.Message.Contains($"'{path}' could not be written: The disk is full.").And.Message.Contains("go on from it"));

        Assert.That(File.ReadAllText(Path.Combine(path, "a.txt")), Is.EqualTo("old"));
        Assert.That(Directory.GetDirectories(_folder), Has.Length.EqualTo(1));
    }

    [Test]
    public void WhatAKilledProcessLeftIsRemovedByTheNextCheckpoint()
    {
        string path = Path.Combine(_folder, "last");
        Directory.CreateDirectory(path + ".abc.tmp");

        CheckpointDirectory.Write(path, CheckpointDirectory.Text("a.txt", "new"));

        Assert.That(Directory.GetDirectories(_folder), Is.EqualTo(new[] { path }));
    }

    [Test]
    public async Task AnInterruptedReplacementIsFound()
    {
        using SmallRun run = Run();
        using OnPolicyTrainer trainer = run.CreateTrainer();
        await trainer.FineTuneAsync();
        Directory.Move(Path.Combine(_folder, "last"), Path.Combine(_folder, "last.old"));

        Assert.That(CheckpointReader.Open(Path.Combine(_folder, "last")).FineTuning!.Iteration, Is.EqualTo(3));
    }

    [Test]
    public async Task ANewerFormatAMissingFileAndOtherNetworksAreRefused()
    {
        using SmallRun run = Run();
        using OnPolicyTrainer trainer = run.CreateTrainer();
        await trainer.FineTuneAsync();
        string last = Path.Combine(_folder, "last");
        File.Delete(Path.Combine(last, CheckpointSums.FileName));
        string state = Path.Combine(last, "state.json");
        string text = await File.ReadAllTextAsync(state);

        await File.WriteAllTextAsync(state, text.Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal));
        Assert.That(() => CheckpointReader.Open(last), Throws.InstanceOf<FileFormatException>().With.Message.Contains("format 2"));

        await File.WriteAllTextAsync(state, text[..40]);
        Assert.That(() => CheckpointReader.Open(last), Throws.InstanceOf<FileFormatException>().With.Message.Contains("state.json"));

        await File.WriteAllTextAsync(state, text.Replace("\"seed\": 42", "\"seed\": 43", StringComparison.Ordinal));
        Assert.That(() => CheckpointReader.Open(last).Restore(trainer), Throws.ArgumentException.With.Message.Contains("the seed 43"));

        File.Copy(Path.Combine(last, "optimizer.safetensors"), Path.Combine(last, "parameters.safetensors"), overwrite: true);
        Assert.That(
            () => CheckpointReader.Open(last).Restore(trainer),
            Throws.InstanceOf<FileFormatException>().With.Message.Contains("'actor_ft.': The parameter 'policy.time_embedding.1.weight'"));

        File.Delete(Path.Combine(last, "optimizer.safetensors"));
        Assert.That(() => CheckpointReader.Open(last), MissingFile("no optimizer.safetensors"));
        Assert.That(() => CheckpointReader.Open(_folder), MissingFile("no checkpoint"));
    }

    private static ContainsConstraint MissingFile(string message) =>
        Throws.InstanceOf<FileNotFoundException>().With.Message.Contains(message);

    private static void CancelAt(int iteration, int current, CancellationTokenSource cancellation)
    {
        if (current == iteration)
        {
            cancellation.Cancel();
        }
    }

    private static void AssertSame(FineTuningStateRecord actual, FineTuningStateRecord expected)
    {
        Assert.That(actual with { ReturnScaler = expected.ReturnScaler }, Is.EqualTo(expected));
        Assert.That(actual.ReturnScaler!.Returns, Is.EqualTo(expected.ReturnScaler!.Returns));
        Assert.That(actual.ReturnScaler with { Returns = expected.ReturnScaler.Returns }, Is.EqualTo(expected.ReturnScaler));
    }

    private SmallRun Run()
    {
        var run = new SmallRun();
        run.Setup = run.Setup with { Checkpoints = new FineTuningCheckpoints(_folder) };
        run.Options.CheckpointEvery = 2;
        return run;
    }
}
