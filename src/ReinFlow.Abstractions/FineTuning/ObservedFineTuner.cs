using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ReinFlow.FineTuning;

/// <summary>A named run whose reports reach sinks, metrics and traces, whatever algorithm fine-tunes.</summary>
/// <remarks>Runs composed by services are of this class. A sink that throws is logged and counted, and the run goes on.</remarks>
/// <threadsafety>As that of the fine-tuner inside: one run at a time.</threadsafety>
public sealed class ObservedFineTuner : IFineTuner, IDisposable
{
    private readonly IProgress<FineTuningProgress>[] _sinks;
    private readonly FineTuningMetrics? _metrics;
    private readonly ILogger _logger;

    /// <summary>Initializes a new instance of the <see cref="ObservedFineTuner"/> class.</summary>
    /// <param name="run">The name of the run.</param>
    /// <param name="inner">The fine-tuner; disposed with this one.</param>
    /// <param name="sinks">Receive every report, in their order; they stay the caller's to dispose.</param>
    /// <param name="metrics">The instruments, or <see langword="null"/>.</param>
    /// <param name="logger">Receives the failures of sinks, or <see langword="null"/>.</param>
    public ObservedFineTuner(
        string run,
        IFineTuner inner,
        IEnumerable<IProgress<FineTuningProgress>> sinks,
        FineTuningMetrics? metrics = null,
        ILogger<ObservedFineTuner>? logger = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(run);
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(sinks);
        (Run, Inner, _metrics) = (run, inner, metrics);
        _sinks = [.. sinks];
        _logger = logger ?? (ILogger)NullLogger.Instance;
    }

    /// <summary>Gets the name of the run.</summary>
    public string Run { get; }

    /// <summary>Gets the fine-tuner that does the work, for whoever needs its own members.</summary>
    public IFineTuner Inner { get; }

    /// <inheritdoc/>
    public async Task<FineTuningReport> FineTuneAsync(
        IProgress<FineTuningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using Activity? activity = FineTuningActivities.StartRun(Run);
        _metrics?.ChangeActive(Run, 1);
        try
        {
            return await Inner.FineTuneAsync(new Relay(this, progress), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
        finally
        {
            _metrics?.ChangeActive(Run, -1);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => (Inner as IDisposable)?.Dispose();

    private sealed class Relay(ObservedFineTuner owner, IProgress<FineTuningProgress>? caller) : IProgress<FineTuningProgress>
    {
        private long? _steps;

        public void Report(FineTuningProgress value)
        {
            // The first report of a resumed run does not tell how many of its steps are new.
            long known = _steps ?? (value.Iteration <= 1 ? 0 : value.EnvironmentSteps);
            owner._metrics?.Record(owner.Run, value, value.EnvironmentSteps - known);
            _steps = value.EnvironmentSteps;
            foreach (IProgress<FineTuningProgress> sink in owner._sinks)
            {
                Report(sink, value);
            }

            caller?.Report(value);
        }

        private void Report(IProgress<FineTuningProgress> sink, FineTuningProgress value)
        {
            try
            {
                sink.Report(value);
            }
#pragma warning disable CA1031 // Whatever a sink throws, days of training are worth more than its lines.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                owner._metrics?.AddSinkFailure(owner.Run);
                owner._logger.SinkFailed(exception, sink.GetType().Name, owner.Run, value.Iteration);
            }
        }
    }
}
