using System.Diagnostics;

namespace ReinFlow.Tests.Fuzzing;

/// <summary>Reads many damaged copies of files and expects values or the documented exception, within bounded time and memory.</summary>
/// <param name="path">Where the damaged file is put.</param>
/// <param name="share">The share of the inputs, one in so many, for readers of which several take turns.</param>
internal sealed class FuzzLoop(string path, int share = 1)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Gets where the damaged file is put.</summary>
    public string Path { get; } = path;

    private static int Seed => TestContext.Parameters.Get("seed", 20251121);

    private int Inputs { get; } = TestContext.Parameters.Get("inputs", 1500) / share;

    /// <summary>Reads as many damaged files as the test is asked for.</summary>
    public void Run(string name, byte[][] seeds, bool isArchive, Action<string> read, Func<Exception, bool> isDocumented)
    {
        var random = new Random(Seed);
        var mutator = new Mutator(random);
        (int refused, double mostTime, double mostMemory) = (0, 0, 0);
        for (int i = 0; i < Inputs; i++)
        {
            (byte[] seed, byte[] other) = (seeds[random.Next(seeds.Length)], seeds[random.Next(seeds.Length)]);
            byte[] input = isArchive && random.Next(4) > 0 ? mutator.MutateMember(seed, other) : mutator.Mutate(seed, other);
            File.WriteAllBytes(Path, input);
            (long start, long allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            try
            {
                read(Path);
            }
            catch (Exception exception) when (isDocumented(exception))
            {
                refused++;
                Assert.That(exception.Message, Does.Not.Contain("\n"), "One line");
            }
            catch (Exception exception)
            {
                Assert.Fail($"Input {i} of seed {Seed} ({Convert.ToBase64String(input)[..Math.Min(400, input.Length)]}): {exception}");
            }

            TimeSpan time = Stopwatch.GetElapsedTime(start);
            long memory = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Assert.That(time, Is.LessThan(Patience), $"Input {i} of seed {Seed}");
            Assert.That(memory, Is.LessThanOrEqualTo(Bound(input.Length, isArchive)), $"Bytes that input {i} of seed {Seed}, a file of {input.Length} bytes, made the reader allocate");
            (mostTime, mostMemory) = (Math.Max(mostTime, time.TotalMilliseconds), Math.Max(mostMemory, memory));
        }

        Assert.That(refused, Is.GreaterThan(Inputs / 4), "Damage that is hardly ever noticed has missed what it should hit");
        TestContext.Out.WriteLine($"{name}: {Inputs} inputs, {refused} refused, at most {mostTime:F1} ms and {mostMemory / 1024:F0} KiB");
    }

    /// <summary>What a reader may allocate for a file: a compressed archive may hold 1032 times its size, and its numbers are converted.</summary>
    private static long Bound(int length, bool isArchive) => (1L << 20) + ((isArchive ? 4L * 1032 : 64L) * length);
}
