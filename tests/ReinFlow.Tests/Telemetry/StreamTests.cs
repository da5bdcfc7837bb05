using ReinFlow.FineTuning;

namespace ReinFlow.Tests.Telemetry;

public sealed class StreamTests
{
    [Test]
    public async Task ReportsComeOneByOneAndInOrder()
    {
        List<int> seen = [];
        await foreach (FineTuningProgress progress in new Counting(20).StreamAsync(capacity: 2))
        {
            seen.Add(progress.Iteration);
        }

        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 20)));
    }

    [Test]
    public async Task TrainingWaitsForASlowReader()
    {
        var tuner = new Counting(20);
        await using IAsyncEnumerator<FineTuningProgress> reports = tuner.StreamAsync(capacity: 3).GetAsyncEnumerator();
        await reports.MoveNextAsync();
        await Task.Delay(200);

        // One is in the reader's hands, three wait, and the next one is being reported.
        Assert.That(tuner.Reported, Is.LessThanOrEqualTo(5));
    }

    [Test]
    public async Task LeavingTheLoopEndsTheRun()
    {
        var tuner = new Counting(int.MaxValue);
        await foreach (FineTuningProgress progress in tuner.StreamAsync(capacity: 1))
        {
            if (progress.Iteration == 3)
            {
                break;
            }
        }

        Assert.That(tuner.IsCancelled, Is.True);
    }

    [Test]
    public void AnErrorSurfacesAfterTheLastReport()
    {
        List<int> seen = [];
        Assert.Multiple(() =>
        {
            Assert.That(
                async () =>
                {
                    await foreach (FineTuningProgress progress in new Counting(3, new TrainingDivergedException("The loss is NaN.")).StreamAsync())
                    {
                        seen.Add(progress.Iteration);
                    }
                },
                Throws.InstanceOf<TrainingDivergedException>());
            Assert.That(seen, Is.EqualTo(new[] { 0, 1, 2 }));
        });
    }

    [Test]
    public void ACancelledRunThrowsWhereItIsRead()
    {
        using var source = new CancellationTokenSource();
        Assert.That(
            async () =>
            {
                await foreach (FineTuningProgress progress in new Counting(int.MaxValue).StreamAsync(cancellationToken: source.Token))
                {
                    if (progress.Iteration == 2)
                    {
                        await source.CancelAsync();
                    }
                }
            },
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void NoRoomForAReportIsRefused() =>
        Assert.That(() => new Counting(1).StreamAsync(capacity: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());

    /// <summary>Reports its iterations on a thread of its own, as trainers do.</summary>
    private sealed class Counting(int iterations, Exception? end = null) : IFineTuner
    {
        private int _reported;

        public int Reported => Volatile.Read(ref _reported);

        public bool IsCancelled { get; private set; }

        public Task<FineTuningReport> FineTuneAsync(IProgress<FineTuningProgress>? progress = null, CancellationToken cancellationToken = default) =>
            Task.Factory.StartNew(() => Run(progress!, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        private FineTuningReport Run(IProgress<FineTuningProgress> progress, CancellationToken cancellationToken)
        {
            for (int i = 0; i < iterations; i++)
            {
                IsCancelled = cancellationToken.IsCancellationRequested;
                cancellationToken.ThrowIfCancellationRequested();
                Interlocked.Increment(ref _reported);
                progress.Report(new FineTuningProgress(i, iterations, i, null, null, null, null, default, default, default));
            }

            return end is null ? new FineTuningReport(iterations, iterations, null, null, 0, null) : throw end;
        }
    }
}
