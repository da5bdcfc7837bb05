using Microsoft.Extensions.Logging;

namespace ReinFlow.Algorithms;

internal static partial class Log
{
    [LoggerMessage(
        1,
        LogLevel.Information,
        "Fine-tuning on {Environment}: {Samples} samples per iteration, {PolicyParameters} parameters of the policy, " +
        "{CriticParameters} of the critic, engine {Engine}.")]
    public static partial void FineTuningStarted(
        this ILogger logger, string environment, int samples, long policyParameters, long criticParameters, string engine);

    [LoggerMessage(
        2,
        LogLevel.Information,
        "Iteration {Iteration}/{Iterations}: mean return {Return}, approximate KL {Kl}, clip fraction {ClipFraction}.")]
    public static partial void IterationCompleted(
        this ILogger logger, int iteration, int iterations, double @return, double kl, double clipFraction);

    [LoggerMessage(3, LogLevel.Information, "Evaluation after iteration {Iteration}: mean return {Return} over {Episodes} episodes.")]
    public static partial void Evaluated(this ILogger logger, int iteration, double @return, int episodes);

    [LoggerMessage(
        4,
        LogLevel.Warning,
        "Fine-tuning was cancelled after iteration {Iteration}; the policy keeps the last completed minibatch.")]
    public static partial void FineTuningCancelled(this ILogger logger, int iteration);

    [LoggerMessage(
        5,
        LogLevel.Warning,
        "Only {Finished} of {Episodes} evaluation episodes ended within {Decisions} decisions; raise the limit to count all.")]
    public static partial void EvaluationIncomplete(this ILogger logger, int finished, int episodes, int? decisions);

    [LoggerMessage(6, LogLevel.Information, "Updates of iteration {Iteration} ended after {Minibatches} minibatches at the target KL.")]
    public static partial void StoppedByKl(this ILogger logger, int iteration, int minibatches);

    [LoggerMessage(7, LogLevel.Information, "Epoch {Epoch}/{Epochs}: training loss {Loss}.")]
    public static partial void EpochCompleted(this ILogger logger, int epoch, int epochs, double loss);

    [LoggerMessage(8, LogLevel.Warning, "Pre-training was cancelled in epoch {Epoch}; the policy keeps the last completed minibatch.")]
    public static partial void PretrainingCancelled(this ILogger logger, int epoch);

    [LoggerMessage(
        9,
        LogLevel.Information,
        "Off-policy training in {Environment}: {OfflineUpdates} updates on offline data, then {Decisions} decisions, on {Engine}; " +
        "a replay buffer of {Capacity} transitions takes {Mebibytes} MiB when it is full.")]
    public static partial void OffPolicyStarted(
        this ILogger logger, string environment, int offlineUpdates, int decisions, string engine, int capacity, long mebibytes);

    [LoggerMessage(10, LogLevel.Information, "Iteration {Iteration}/{Iterations}: mean return {Return} after {Updates} updates.")]
    public static partial void OffPolicyIterationCompleted(this ILogger logger, int iteration, int iterations, double @return, long updates);

    [LoggerMessage(
        11,
        LogLevel.Warning,
        "The saved run kept no replay buffer: {Transitions} collected transitions are lost, and updates go on after {Decisions} new decisions. " +
        "ReplayOptions.KeepInCheckpoints keeps the buffer.")]
    public static partial void ReplayLost(this ILogger logger, long transitions, long decisions);

    [LoggerMessage(
        12,
        LogLevel.Warning,
        "The saved run has no episodes of its {Environments} environments, because '{Environment}' cannot save them: new ones begin, and the run " +
        "differs from one that was never stopped.")]
    public static partial void EpisodesBeginAnew(this ILogger logger, int environments, string environment);

    [LoggerMessage(13, LogLevel.Warning, "Iteration {Iteration}: {Warning}")]
    public static partial void PolicyInDanger(this ILogger logger, int iteration, string warning);
}
