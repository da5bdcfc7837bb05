using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace ReinFlow.FineTuning;

/// <summary>Other ways to run a fine-tuner.</summary>
public static class FineTunerExtensions
{
    /// <summary>Fine-tunes and yields the reports one by one, for <c>await foreach</c>.</summary>
    /// <remarks>
    /// No report is lost: training waits while <paramref name="capacity"/> reports are not taken. Leaving the loop early cancels the run, which keeps
    /// a checkpoint as on any cancellation. An error of the run is thrown where its next report would have come.
    /// </remarks>
    /// <param name="tuner">The fine-tuner; the run starts with the enumeration.</param>
    /// <param name="capacity">The reports that training may be ahead of the reader, at least 1.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>The reports, in order, from that of iteration 0.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IAsyncEnumerable<FineTuningProgress> StreamAsync(
        this IFineTuner tuner, int capacity = 16, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tuner);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        return Stream(tuner, capacity, cancellationToken);
    }

    private static async IAsyncEnumerable<FineTuningProgress> Stream(
        IFineTuner tuner, int capacity, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channel = Channel.CreateBounded<FineTuningProgress>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });
        Task run = RunAsync(tuner, channel.Writer, stop.Token);
        bool isRead = false;
        try
        {
            await foreach (FineTuningProgress progress in channel.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                yield return progress;
            }

            isRead = true;
        }
        finally
        {
            if (!isRead)
            {
                await stop.CancelAsync().ConfigureAwait(false);
                await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await run.ConfigureAwait(false);
    }

    private static async Task RunAsync(IFineTuner tuner, ChannelWriter<FineTuningProgress> writer, CancellationToken cancellationToken)
    {
        try
        {
            await tuner.FineTuneAsync(new ChannelProgress(writer, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            writer.Complete();
        }
    }

    private sealed class ChannelProgress(ChannelWriter<FineTuningProgress> writer, CancellationToken cancellationToken) : IProgress<FineTuningProgress>
    {
        public void Report(FineTuningProgress value)
        {
            // A report comes on the training thread, which is nobody else's: it may wait for the reader. Once the run is cancelled, nobody reads.
            while (!writer.TryWrite(value) && !cancellationToken.IsCancellationRequested)
            {
                try
                {
                    writer.WaitToWriteAsync(cancellationToken).AsTask().GetAwaiter().GetResult();
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }
}
