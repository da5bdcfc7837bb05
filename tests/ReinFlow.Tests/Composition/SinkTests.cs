using Microsoft.Extensions.DependencyInjection;
using ReinFlow.FineTuning;
using ReinFlow.Tests.Support;

namespace ReinFlow.Tests.Composition;

public sealed class SinkTests
{
    [Test]
    public async Task EverySinkOfARunAndTheCallerGetEveryReportInOrder()
    {
        var services = new ServiceCollection();
        (var first, var caller, var other) = (new ProgressRecord(), new ProgressRecord(), new ProgressRecord());
        SmallRuns.Add(services).UseSink(_ => first).UseSink<NamedSink>();
        SmallRuns.Add(services, "other").UseSink(_ => other);
        await using ServiceProvider provider = services.BuildServiceProvider();

        await provider.GetRequiredKeyedService<IFineTuner>("run").FineTuneAsync(caller);

        NamedSink named = provider.GetKeyedServices<IProgress<FineTuningProgress>>("run").OfType<NamedSink>().Single();
        Assert.Multiple(() =>
        {
            Assert.That(first.Iterations, Is.EqualTo(new[] { 0, 1, 2 }));
            Assert.That(named.Iterations, Is.EqualTo(new[] { 0, 1, 2 }));
            Assert.That(named.Run, Is.EqualTo("run"));
            Assert.That(caller.All, Is.EqualTo(first.All));
            Assert.That(other.All, Is.Empty, "It belongs to another run");
        });
    }

    [Test]
    public async Task AFaultySinkCostsNeitherTheRunNorItsCheckpoint()
    {
        using var folder = new TemporaryFolder();
        var services = new ServiceCollection();
        var later = new ProgressRecord();
        SmallRuns.Add(services)
            .KeepCheckpoints(folder["kept"])
            .UseSink(_ => new ProgressRecord(_ => throw new IOException("The disk is full.")))
            .UseSink(_ => later);

        FineTuningReport report = await SmallRuns.Run(services);

        Assert.Multiple(() =>
        {
            Assert.That(report.Iterations, Is.EqualTo(SmallRuns.Iterations));
            Assert.That(later.Iterations, Is.EqualTo(new[] { 0, 1, 2 }));
            Assert.That(File.Exists(Path.Combine(folder["kept"], "last", "parameters.safetensors")));
        });
    }

    [Test]
    public void ACallersOwnErrorIsTheCallers()
    {
        var services = new ServiceCollection();
        SmallRuns.Add(services);
        Assert.That(
            async () => await SmallRuns.Run(services, progress: new ProgressRecord(progress => throw new InvalidDataException($"{progress.Iteration}"))),
            Throws.InstanceOf<InvalidDataException>());
    }

    private sealed class NamedSink([ServiceKey] string run) : ProgressRecord
    {
        public string Run => run;
    }
}
