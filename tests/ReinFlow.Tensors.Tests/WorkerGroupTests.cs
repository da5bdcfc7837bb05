namespace ReinFlow.Tensors.Tests;

public sealed class WorkerGroupTests
{
    [TestCase(1, 0)]
    [TestCase(1, 7)]
    [TestCase(2, 1)]
    [TestCase(2, 2)]
    [TestCase(3, 100_000)]
    [TestCase(8, 3)]
    [TestCase(0, 50)]
    public void EveryItemIsDoneOnce(int threads, int items)
    {
        using var group = new WorkerGroup(threads);
        int[] counts = new int[items];
        group.Run(items, item => Interlocked.Increment(ref counts[item]));
        Assert.Multiple(() =>
        {
            Assert.That(counts, Has.All.EqualTo(1));
            Assert.That(group.Threads, Is.EqualTo(threads == 0 ? Environment.ProcessorCount : threads));
        });
    }

    [Test]
    public void ThousandsOfLoopsOfChangingLengthLoseAndRepeatNothing()
    {
        // A thread that is late for one loop must not take an item of the next one that does not exist, or take one twice.
        using var group = new WorkerGroup(2 * Environment.ProcessorCount);
        int[] counts = new int[16];
        int[] expected = new int[16];
        void Count(int item) => Interlocked.Increment(ref counts[item]);
        Action<int> body = Count;
        for (int run = 0; run < 10_000; run++)
        {
            int items = run * 7 % 17;
            group.Run(items, body);
            for (int item = 0; item < items; item++)
            {
                expected[item]++;
            }

            if (!counts.AsSpan().SequenceEqual(expected))
            {
                Assert.Fail($"After loop {run} of {items} items: {string.Join(' ', counts)}, expected {string.Join(' ', expected)}.");
            }
        }
    }

    [Test]
    [CancelAfter(30_000)]
    public void ASlowItemHoldsUpNobodyElse()
    {
        // Item 0 waits for all the others: with items dealt out in advance this would never end.
        using var group = new WorkerGroup(2);
        using var others = new CountdownEvent(7);
        Assert.That(
            () => group.Run(8, item =>
            {
                if (item == 0)
                {
                    others.Wait();
                }
                else
                {
                    others.Signal();
                }
            }),
            Throws.Nothing);
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(5)]
    public void TheLowestFailureComesOutAndTheOtherItemsAreDone(int threads)
    {
        using var group = new WorkerGroup(threads);
        for (int run = 0; run < 50; run++)
        {
            int done = 0;
            Assert.That(
                () => group.Run(20, item =>
                {
                    if (item is 3 or 4 or 19)
                    {
                        throw new InvalidOperationException($"item {item}");
                    }

                    Interlocked.Increment(ref done);
                }),
                Throws.InvalidOperationException.With.Message.EqualTo("item 3"));
            Assert.That(done, Is.EqualTo(17));
        }

        Assert.That(() => group.Run(20, _ => { }), Throws.Nothing, "a failure comes out once");
    }

    [Test]
    public void AFailureKeepsItsStackTrace()
    {
        using var group = new WorkerGroup(2);
        InvalidOperationException? failure = Assert.Throws<InvalidOperationException>(() => group.Run(4, Fail));
        Assert.That(failure!.StackTrace, Does.Contain(nameof(Fail)));
    }

    [Test]
    [CancelAfter(30_000)]
    public void ALoopWithinAnItemIsDoneByItsThreadAlone()
    {
        using var group = new WorkerGroup(3);
        int[] counts = new int[60];
        int strangers = 0;
        group.Run(6, outer =>
        {
            int own = Environment.CurrentManagedThreadId;
            group.Run(10, inner =>
            {
                Interlocked.Increment(ref counts[(outer * 10) + inner]);
                Interlocked.Add(ref strangers, Environment.CurrentManagedThreadId == own ? 0 : 1);
            });
        });
        Assert.Multiple(() =>
        {
            Assert.That(counts, Has.All.EqualTo(1));
            Assert.That(strangers, Is.Zero);
        });
    }

    [Test]
    [CancelAfter(30_000)]
    public void AFailureWithinANestedLoopPassesThroughBoth()
    {
        using var group = new WorkerGroup(2);
        Assert.That(
            () => group.Run(4, outer => group.Run(3, inner => throw new TimeoutException($"{outer}.{inner}"))),
            Throws.TypeOf<TimeoutException>().With.Message.EqualTo("0.0"));
    }

    [Test]
    [CancelAfter(60_000)]
    public void ConcurrentLoopsDoNotMix()
    {
        using var group = new WorkerGroup(3);
        int[] wrong = new int[4];
        Thread[] callers = [.. Enumerable.Range(0, wrong.Length).Select(caller => new Thread(() =>
        {
            int[] counts = new int[9];
            for (int run = 1; run <= 500; run++)
            {
                group.Run(counts.Length, item => Interlocked.Increment(ref counts[item]));
                wrong[caller] += counts.Count(count => count != run);
            }
        }))];
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());
        Assert.That(wrong, Has.All.Zero);
    }

    [Test]
    public void ALoopAllocatesNothingOnceWarm()
    {
        using var group = new WorkerGroup(2);
        long sum = 0;
        Action<int> body = item => Interlocked.Add(ref sum, item);
        for (int run = 0; run < 200; run++)
        {
            group.Run(8, body);
        }

        // A background activity of the runtime may allocate at any time, which is why the least of a few measurements counts.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int run = 0; run < 100; run++)
            {
                group.Run(8, body);
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.That(least, Is.Zero);
    }

    [Test]
    [CancelAfter(30_000)]
    public void DisposingAnIdleGroupEndsItsThreadsAndIsRepeatable()
    {
        for (int attempt = 0; attempt < 50; attempt++)
        {
            var group = new WorkerGroup(4);
            var threads = new System.Collections.Concurrent.ConcurrentDictionary<Thread, bool>();
            group.Run(attempt, _ => threads[Thread.CurrentThread] = true);
            group.Dispose();
            group.Dispose();
            threads.TryRemove(Thread.CurrentThread, out _);
            Assert.That(threads.Keys, Has.All.Property(nameof(Thread.IsAlive)).False);
            Assert.That(() => group.Run(2, _ => { }), Throws.TypeOf<ObjectDisposedException>());
        }
    }

    [Test]
    [CancelAfter(30_000)]
    public void DisposingDuringALoopLetsItFinish()
    {
        var group = new WorkerGroup(2);
        using var entered = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        int done = 0;
        Task loop = Task.Run(() => group.Run(10, _ =>
        {
            entered.Set();
            release.Wait();
            Interlocked.Increment(ref done);
        }));
        entered.Wait();
        Task dispose = Task.Run(group.Dispose);
        release.Set();
        Task.WaitAll(loop, dispose);
        Assert.That(done, Is.EqualTo(10));
    }

    [Test]
    public void WrongArgumentsAreRefused()
    {
        using var group = new WorkerGroup(2);
        Assert.Multiple(() =>
        {
            Assert.That(() => new WorkerGroup(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => group.Run(-1, _ => { }), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => group.Run(1, null!), Throws.ArgumentNullException);
        });
    }

    private static void Fail(int item) => throw new InvalidOperationException($"item {item}");
}
