using Microsoft.Extensions.Logging;

namespace ReinFlow;

internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Error, "The sink {Sink} of run '{Run}' failed to take the report of iteration {Iteration}; the run goes on.")]
    public static partial void SinkFailed(this ILogger logger, Exception exception, string sink, string run, int iteration);
}
