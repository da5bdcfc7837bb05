using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ReinFlow.FineTuning;

namespace ReinFlow.Hosting;

/// <summary>Fine-tunes in the background of a host, once, and tells how far it is. <c>RunInBackground</c> registers it under the name of its run.</summary>
/// <remarks>
/// A host that stops ends the run between two minibatches; a run with checkpoints keeps its last one. The host waits for that as long as
/// its shutdown timeout says, 30 seconds unless it is told otherwise.
/// </remarks>
/// <threadsafety>All members may be read from any thread.</threadsafety>
public sealed class FineTuningService : BackgroundService
{
    private readonly Func<IFineTuner> _resolve;
    private readonly BackgroundFineTuningOptions _options;
    private readonly IHostApplicationLifetime? _lifetime;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource<FineTuningReport> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile FineTuningProgress? _progress;
    private volatile Exception? _error;
    private volatile FineTuningServiceState _state;

    /// <summary>Initializes a new instance of the <see cref="FineTuningService"/> class.</summary>
    /// <param name="run">The name of the run.</param>
    /// <param name="resolve">Makes the fine-tuner, in the background: that may take a while.</param>
    /// <param name="options">The options; copied.</param>
    /// <param name="lifetime">Stops the host when the run is done, or <see langword="null"/>.</param>
    /// <param name="logger">Receives what happens to the run, or <see langword="null"/>.</param>
    public FineTuningService(
        string run,
        Func<IFineTuner> resolve,
        BackgroundFineTuningOptions options,
        IHostApplicationLifetime? lifetime = null,
        ILogger<FineTuningService>? logger = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(run);
        ArgumentNullException.ThrowIfNull(resolve);
        ArgumentNullException.ThrowIfNull(options);
        (Run, _resolve, _options, _lifetime) = (run, resolve, options with { }, lifetime);
        _logger = logger ?? (ILogger)NullLogger.Instance;
    }

    /// <summary>Gets the name of the run.</summary>
    public string Run { get; }

    /// <summary>Gets how far the run has come.</summary>
    public FineTuningServiceState State => _state;

    /// <summary>Gets the last report of the run, or <see langword="null"/> before the first.</summary>
    public FineTuningProgress? Progress => _progress;

    /// <summary>Gets the error that ended the run, or <see langword="null"/>.</summary>
    public Exception? Error => _error;

    /// <summary>Gets a task that ends with the run: with what it achieved, its error, or cancelled because the host stopped.</summary>
    public Task<FineTuningReport> Completion => _completion.Task;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host goes on starting while networks and environments are made.
        await Task.Yield();
        _state = FineTuningServiceState.Running;
        try
        {
            FineTuningReport report = await _resolve().FineTuneAsync(new Latest(this), stoppingToken).ConfigureAwait(false);
            _state = FineTuningServiceState.Completed;
            _logger.RunCompleted(Run, report.Iterations);
            _completion.SetResult(report);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _state = FineTuningServiceState.Stopped;
            _logger.RunStopped(Run, _progress?.Iteration ?? 0);
            _completion.SetCanceled(stoppingToken);
            return;
        }
#pragma warning disable CA1031 // What ends the run is logged and kept, and ends the host if it should.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _error = exception;
            _state = FineTuningServiceState.Failed;
            _logger.RunFailed(exception, Run, _progress?.Iteration ?? 0);
            _completion.SetException(exception);
            if (_options.OnFailure == FailureBehavior.StopHost)
            {
                throw;
            }
        }

        if (_options.StopHostWhenDone)
        {
            _lifetime?.StopApplication();
        }
    }

    private sealed class Latest(FineTuningService owner) : IProgress<FineTuningProgress>
    {
        public void Report(FineTuningProgress value) => owner._progress = value;
    }
}
