namespace ReinFlow.Environments.Tests;

public sealed class VectorEnvironmentThreadTests
{
    [TestCase(2)]
    [TestCase(4)]
    [TestCase(0)]
    public void ResultsAreTheSameBitsOnAnyNumberOfThreads(int threads) => Assert.That(Play(threads), Is.EqualTo(Play(1)));

    [Test]
    public void StepsDoNotAllocateOnceWarm()
    {
        using VectorEnvironment environments = Create(threads: 2);
        environments.Reset(new RandomSource(3));
        var outcome = new VectorOutcome(environments.Count, 8);
        float[] actions = Actions(environments, new RandomSource(4));
        int ends = 0;
        for (int step = 0; step < 200; step++)
        {
            environments.Step(actions, outcome);
        }

        // Over all threads, and with episodes that end and begin in between. A background activity of the runtime may allocate at any
        // time, which is why the least of a few measurements counts.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int step = 0; step < 100; step++)
            {
                environments.Step(actions, outcome);
                ends += outcome.Terminated.AsSpan().Count(true);
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.That(ends, Is.GreaterThan(0));
        Assert.That(least, Is.Zero);
    }

    [Test]
    public void DisposeEndsTheThreadsDisposesTheEnvironmentsAndIsRepeatable()
    {
        List<ScriptedEnvironment> inner = [];
        VectorEnvironment environments = new(
            () =>
            {
                inner.Add(new ScriptedEnvironment((_, _) => default));
                return inner[^1];
            },
            new VectorEnvironmentOptions { Count = 4, Threads = 4 });
        environments.Reset(new RandomSource(1));
        environments.Dispose();
        environments.Dispose();

        Assert.Multiple(() =>
        {
            Assert.That(inner, Has.All.Property(nameof(ScriptedEnvironment.Disposed)).True);
            Assert.That(() => environments.Reset(new RandomSource(1)), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => environments.Step(new float[8], new VectorOutcome(4, 3)), Throws.TypeOf<ObjectDisposedException>());
        });
    }

    [Test]
    [CancelAfter(30_000)]
    public void DisposingDuringAStepWaitsForItsEnd()
    {
        using var entered = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        VectorEnvironment environments = new(
            () => new ScriptedEnvironment((_, _) =>
            {
                entered.Set();
                release.Wait();
                return default;
            }),
            new VectorEnvironmentOptions { Count = 2, Threads = 2 });
        environments.Reset(new RandomSource(1));
        Task step = Task.Run(() => environments.Step(new float[4], new VectorOutcome(2, 3)));
        entered.Wait();
        Task dispose = Task.Run(environments.Dispose);

        Assert.That(dispose.Wait(TimeSpan.FromMilliseconds(50)), Is.False);
        release.Set();
        Task.WaitAll(step, dispose);
        Assert.That(step.IsCompletedSuccessfully, Is.True);
    }

    [Test]
    [CancelAfter(30_000)]
    public void AFastEnvironmentNeedNotWaitForASlowOneToGetItsThread()
    {
        // One environment holds its thread until every other one has been stepped: with work dealt out in advance this would never end.
        using var others = new CountdownEvent(7);
        int made = 0;
        using var environments = new VectorEnvironment(
            () =>
            {
                int e = made++;
                return new ScriptedEnvironment((_, _) =>
                {
                    if (e == 0)
                    {
                        others.Wait();
                    }
                    else
                    {
                        others.Signal();
                    }

                    return default;
                });
            },
            new VectorEnvironmentOptions { Count = 8, Threads = 2 });
        environments.Reset(new RandomSource(1));
        Assert.That(() => environments.Step(new float[16], new VectorOutcome(8, 3)), Throws.Nothing);
    }

    [Test]
    public void ThousandsOfStepsOnMoreThreadsThanCoresAllFinish()
    {
        using VectorEnvironment environments = Create(threads: 2 * Environment.ProcessorCount);
        environments.Reset(new RandomSource(3));
        var outcome = new VectorOutcome(environments.Count, 8);
        float[] actions = Actions(environments, new RandomSource(4));
        long steps = 0;
        for (int step = 0; step < 3000; step++)
        {
            Array.Clear(outcome.ExecutedSteps);
            environments.Step(actions, outcome);
            steps += outcome.ExecutedSteps.Count(executed => executed > 0);
        }

        Assert.That(steps, Is.EqualTo(3000L * environments.Count));
    }

    private static float[] Play(int threads)
    {
        using VectorEnvironment environments = Create(threads);
        environments.Reset(new RandomSource(11));
        var outcome = new VectorOutcome(environments.Count, 8);
        var random = new RandomSource(12);
        List<float> trace = [];
        for (int step = 0; step < 100; step++)
        {
            environments.Step(Actions(environments, random), outcome);
            trace.AddRange(environments.Observations);
            trace.AddRange(outcome.FinalObservations);
            trace.AddRange(outcome.Rewards);
            trace.AddRange(outcome.BestRewards);
            trace.AddRange(outcome.ExecutedSteps.Select(executed => (float)executed));
            trace.AddRange(outcome.Terminated.Select(terminated => terminated ? 1f : 0f));
        }

        return [.. trace];
    }

    private static VectorEnvironment Create(int threads) => new(
        () => new Avoiding(),
        new VectorEnvironmentOptions
        {
            Count = 13,
            ObservationHistory = 2,
            ExecutedSteps = 4,
            Threads = threads,
            Normalization = new Normalization([0.2f, -0.3f, 0.2f, -0.3f], [0.8f, 0.4f, 0.8f, 0.4f], [-0.01f, -0.01f], [0.01f, 0.01f]),
        });

    /// <summary>Actions that lead upwards on random slants, so that episodes end at different times.</summary>
    private static float[] Actions(VectorEnvironment environments, RandomSource random)
    {
        float[] actions = new float[environments.Count * environments.ExecutedSteps * 2];
        random.FillGaussian(actions);
        for (int i = 1; i < actions.Length; i += 2)
        {
            actions[i] = 1;
        }

        return actions;
    }
}
