using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Tests.Support;

namespace ReinFlow.Tests.Telemetry;

public sealed partial class MetricsTests
{
    [Test]
    public async Task ARunIsMeasuredUnderItsName()
    {
        var services = new ServiceCollection();
        SmallRuns.Add(services, "measured");
        await using ServiceProvider provider = services.BuildServiceProvider();
        IMeterFactory factory = provider.GetRequiredService<IMeterFactory>();
        List<(string Name, double Value, string? Run)> seen = [];
        using MeterListener listener = Listen(factory, (instrument, value, run) => seen.Add((instrument.Name, value, run)));
        var reports = new ProgressRecord();

        FineTuningReport report = await provider.GetRequiredKeyedService<IFineTuner>("measured").FineTuneAsync(reports);

        Assert.Multiple(() =>
        {
            Assert.That(seen.Select(item => item.Run), Is.All.EqualTo("measured"));
            Assert.That(Values("reinflow.iterations").Sum(), Is.EqualTo(2));
            Assert.That(Values("reinflow.environment.steps").Sum(), Is.EqualTo(report.EnvironmentSteps));
            Assert.That(Values("reinflow.update.kl"), Is.EqualTo(reports.All.Skip(1).Select(progress => progress.Update!.ApproximateKl)));
            Assert.That(Values("reinflow.update.duration"), Is.EqualTo(reports.All.Skip(1).Select(progress => progress.UpdateTime.TotalSeconds)));
            Assert.That(Values("reinflow.evaluation.return").Last(), Is.EqualTo(report.Last!.MeanReturn));
            Assert.That(Values("reinflow.runs.active"), Is.EqualTo(new[] { 1.0, -1.0 }));
        });

        IEnumerable<double> Values(string name) => seen.Where(item => item.Name == name).Select(item => item.Value);
    }

    [Test]
    public void NamesAndUnitsFollowTheRulesAndAreDocumented()
    {
        using ServiceProvider provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
        List<Instrument> instruments = [];
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => instruments.Add(instrument) };
        listener.Start();
        IMeterFactory factory = provider.GetRequiredService<IMeterFactory>();
        _ = new FineTuningMetrics(factory);
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "metrics.md"));
        Instrument[] own = [.. instruments.Where(instrument => instrument.Meter.Name == FineTuningMetrics.MeterName && instrument.Meter.Scope == factory)];

        Assert.Multiple(() =>
        {
            Assert.That(own, Has.Length.GreaterThan(15));
            foreach (Instrument instrument in own)
            {
                Assert.That(instrument.Name, Does.Match(Name()));
                Assert.That(instrument.Unit, Is.EqualTo("s").Or.EqualTo("1").Or.Match(@"^\{[a-z]+\}$"), instrument.Name);
                Assert.That(page, Does.Contain($"`{instrument.Name}`").And.Contain(instrument.Unit), instrument.Name);
            }

            foreach (Match documented in Documented().Matches(page))
            {
                Assert.That(own.Select(instrument => instrument.Name), Does.Contain(documented.Groups[1].Value), "Documented, but not there");
            }
        });
    }

    [Test]
    public void WithoutAListenerAReportAllocatesNothing()
    {
        using ServiceProvider provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new FineTuningMetrics(provider.GetRequiredService<IMeterFactory>());
        var episodes = new EpisodeStatistics(3, 1, 0.5, 0.2, 0.5, 20, 3, "reached");
        var progress = new FineTuningProgress(1, 2, 100, episodes, null, episodes, new NoiseBounds(0.1f, 0.2f), default, default, default)
        {
            Metrics = [new Metric("critic_loss", 0.5)],
        };
        Record(100);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Record(1000);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Record(int times)
        {
            for (int i = 0; i < times; i++)
            {
                metrics.Record("run", progress, 10);
                metrics.ChangeActive("run", 1);
                using System.Diagnostics.Activity? activity = FineTuningActivities.StartIteration(i);
                FineTuningActivities.Note(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
            }
        }
    }

    private static MeterListener Listen(IMeterFactory factory, Action<Instrument, double, string?> record)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == factory)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => record(instrument, value, tags[0].Value as string));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => record(instrument, value, tags[0].Value as string));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => record(instrument, value, tags[0].Value as string));
        listener.Start();
        return listener;
    }

    [GeneratedRegex(@"^reinflow(\.[a-z_]+)+$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^\| `(reinflow\.[a-z_.]+)` \| (?:counter|gauge|histogram|up-down counter)", RegexOptions.Multiline)]
    private static partial Regex Documented();
}
