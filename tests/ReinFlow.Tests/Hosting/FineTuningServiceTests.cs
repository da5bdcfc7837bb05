using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReinFlow.Algorithms;
using ReinFlow.FineTuning;
using ReinFlow.Hosting;
using ReinFlow.Runs;
using ReinFlow.Tests.Support;

namespace ReinFlow.Tests.Hosting;

public sealed class FineTuningServiceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Test]
    public async Task AHostFineTunesInTheBackgroundAndTellsHowFarItIs()
    {
        using IHost host = Host(services => SmallRuns.Add(services).RunInBackground());
        FineTuningService service = host.Services.GetRequiredKeyedService<FineTuningService>("run");
        Assert.That(service.State, Is.EqualTo(FineTuningServiceState.Waiting));

        await host.StartAsync();
        FineTuningReport report = await service.Completion.WaitAsync(Patience);

        Assert.Multiple(() =>
        {
            Assert.That(report.Iterations, Is.EqualTo(SmallRuns.Iterations));
            Assert.That(service.State, Is.EqualTo(FineTuningServiceState.Completed));
            Assert.That(service.Progress!.Iteration, Is.EqualTo(SmallRuns.Iterations));
            Assert.That(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested, Is.False);
        });
        await host.StopAsync();
    }

    [Test]
    public async Task AHostThatStopsLeavesACheckpoint()
    {
        using var folder = new TemporaryFolder();
        using IHost host = Host(services => SmallRuns.Add(services, configure: options => (options.Iterations, options.EvaluationEvery) = (1_000_000, 0))
            .KeepCheckpoints(folder["kept"])
            .RunInBackground());
        FineTuningService service = host.Services.GetRequiredKeyedService<FineTuningService>("run");
        await host.StartAsync();
        using var patience = new CancellationTokenSource(Patience);
        while (service.Progress is not { Iteration: > 0 })
        {
            await Task.Delay(20, patience.Token);
        }

        await host.StopAsync();

        Assert.Multiple(() =>
        {
            Assert.That(service.State, Is.EqualTo(FineTuningServiceState.Stopped));
            Assert.That(service.Completion.IsCanceled);
            Assert.That(PolicyFile.Load(Path.Combine(folder["kept"], "last")).Recipe!.Name, Is.EqualTo("run"));
        });
    }

    [Test]
    public async Task AFailureStopsTheHostUnlessItIsTold([Values] FailureBehavior behavior)
    {
        List<string> logged = [];
        using IHost host = Host(services =>
        {
            SmallRuns.Add(services).RunInBackground(options => options.OnFailure = behavior);
            services.AddKeyedSingleton<IFineTuningCheckpoints>("run", new Broken());
            services.AddSingleton<ILoggerProvider>(new ListProvider(logged));
        });
        FineTuningService service = host.Services.GetRequiredKeyedService<FineTuningService>("run");
        var stopped = new TaskCompletionSource();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopped.SetResult);

        await host.StartAsync();
        await service.Completion.WaitAsync(Patience).ContinueWith(_ => { }, TaskScheduler.Default);

        if (behavior == FailureBehavior.StopHost)
        {
            await stopped.Task.WaitAsync(Patience);
        }

        Assert.Multiple(() =>
        {
            Assert.That(service.State, Is.EqualTo(FineTuningServiceState.Failed));
            Assert.That(service.Error, Is.InstanceOf<IOException>());
            Assert.That(logged, Has.Some.StartsWith("Run 'run' failed"));
            Assert.That(stopped.Task.IsCompleted, Is.EqualTo(behavior == FailureBehavior.StopHost));
        });
        try
        {
            await host.StopAsync();
        }
        catch (IOException)
        {
            // The host may report what failed once more.
        }
    }

    [Test]
    public async Task AHostWithNothingElseToDoStopsWhenItIsDone()
    {
        using IHost host = Host(services => SmallRuns.Add(services).RunInBackground(options => options.StopHostWhenDone = true));
        FineTuningService service = host.Services.GetRequiredKeyedService<FineTuningService>("run");

        await host.RunAsync().WaitAsync(Patience);

        Assert.That(service.State, Is.EqualTo(FineTuningServiceState.Completed));
    }

    [Test]
    public void ASecondServiceForARunIsRefused()
    {
        IFineTuningBuilder run = SmallRuns.Add(new ServiceCollection()).RunInBackground();
        Assert.That(() => run.RunInBackground(), Throws.InvalidOperationException.With.Message.Contains("'run'"));
    }

    private static IHost Host(Action<IServiceCollection> compose)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        compose(builder.Services);
        return builder.Build();
    }

    private sealed class Broken : IFineTuningCheckpoints
    {
        public void Save(CheckpointReason reason, FineTuningState state) => throw new IOException("The disk is full.");
    }

    private sealed class ListProvider(List<string> messages) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (messages)
            {
                messages.Add(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
