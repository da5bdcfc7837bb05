using System.Diagnostics.Metrics;
using ReinFlow.FineTuning;

namespace HostedTraining;

/// <summary>Prints some instruments of the meter ReinFlow, a line per iteration. OpenTelemetry listens in the same way.</summary>
internal sealed class ConsoleMetrics : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly SortedDictionary<string, double> _values = new(StringComparer.Ordinal);
    private long _iterations;

    public ConsoleMetrics(params string[] names)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == FineTuningMetrics.MeterName && (names.Contains(instrument.Name) || instrument.Name == "reinflow.iterations"))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _values[instrument.Name] = value);
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Print(_iterations += value));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    private void Print(long iteration)
    {
        // The values are those of the iteration before: the counter comes first.
        if (_values.Count > 0 && iteration % 5 == 1)
        {
            Console.WriteLine($"iteration {iteration - 1,2}   " + string.Join("   ", _values.Select(item => $"{item.Key["reinflow.".Length..]} {item.Value:0.0000}")));
        }
    }
}
