using Microsoft.Extensions.Logging;

namespace ReinFlow.Hosting;

internal static partial class Log
{
    [LoggerMessage(201, LogLevel.Information, "Run '{Run}' is done after {Iterations} iterations.")]
    public static partial void RunCompleted(this ILogger logger, string run, int iterations);

    [LoggerMessage(202, LogLevel.Information, "Run '{Run}' was stopped with its host after iteration {Iteration}.")]
    public static partial void RunStopped(this ILogger logger, string run, int iteration);

    [LoggerMessage(203, LogLevel.Error, "Run '{Run}' failed after iteration {Iteration}.")]
    public static partial void RunFailed(this ILogger logger, Exception exception, string run, int iteration);

    [LoggerMessage(
        204,
        LogLevel.Warning,
        "Run '{Run}' starts from random parameters, but its recipe fine-tunes a policy that has imitated before. Name one by StartFrom(path).")]
    public static partial void StartsFromScratch(this ILogger logger, string run);
}
