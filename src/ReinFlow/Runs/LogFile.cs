using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ReinFlow.Runs;

/// <summary>The log of a run: one line per entry with the time in UTC, complete after every entry.</summary>
/// <threadsafety>Thread-safe.</threadsafety>
public sealed class LogFile : ILoggerProvider
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _writer;
    private readonly TimeProvider _time;

    /// <summary>Initializes a new instance of the <see cref="LogFile"/> class.</summary>
    /// <param name="path">The file; entries are added to those of an earlier part of the run.</param>
    /// <param name="time">The clock, or <see langword="null"/> for the system's.</param>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public LogFile(string path, TimeProvider? time = null)
    {
        _writer = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Entries(this);

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Write(LogLevel level, string message, Exception? exception)
    {
        string time = _time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        lock (_lock)
        {
            _writer.WriteLine($"{time} {level,-11} {message}");
            if (exception is not null)
            {
                _writer.WriteLine(exception);
            }
        }
    }

    private sealed class Entries(LogFile file) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            ArgumentNullException.ThrowIfNull(formatter);
            if (IsEnabled(logLevel))
            {
                file.Write(logLevel, formatter(state, exception), exception);
            }
        }
    }
}
