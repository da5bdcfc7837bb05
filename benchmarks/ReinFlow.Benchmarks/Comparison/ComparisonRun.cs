using ReinFlow.Algorithms;
using ReinFlow.Benchmarks.Workloads;
using ReinFlow.Limits;

namespace ReinFlow.Benchmarks.Comparison;

/// <summary>Measures every row here and in PyTorch, in turn, several times, and writes medians as Markdown.</summary>
/// <param name="script">The PyTorch script.</param>
/// <param name="loop">The compiled mujoco_loop.c.</param>
/// <param name="rounds">The number of rounds.</param>
/// <param name="filter">A part of the names of the wanted rows; empty for all.</param>
internal sealed class ComparisonRun(string script, string loop, int rounds, string filter)
{
    private const int DenoisingSteps = 4;
    private const double Seconds = 1.0;

    /// <summary>Single precision and another order of summation over 50,000 samples.</summary>
    private const double Tolerance = 1e-3;

    public void Run(TextWriter output, TextWriter progress)
    {
        string folder = Directory.CreateTempSubdirectory("reinflow-compare").FullName;
        try
        {
            Run(output, progress, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Run(TextWriter output, TextWriter progress, string folder)
    {
        using var one = new Networks(NetworkSize.Hopper, DenoisingSteps, threads: 1);
        using var two = new Networks(NetworkSize.Hopper, DenoisingSteps, threads: 2);
        string inputs = Path.Combine(folder, "inputs.npz");
        using var samples = new UpdateWorkload(two, 50_000);
        PeerInputs.Write(inputs, two, samples);
        using var peerOne = new Peer(script, inputs, 1);
        using var peerTwo = new Peer(script, inputs, 2);
        if (rounds < 1)
        {
            throw new ArgumentException($"The number of rounds is {rounds}; it must be at least 1.");
        }

        ComparedWork[] works = [.. Works(one, two, samples.Rollout).Where(work => IsWanted(work.Name)).Select(work => work.Create())];
        if (works.Length == 0 && !IsWanted("products") && !IsWanted("physics") && !IsWanted("iteration"))
        {
            throw new ArgumentException($"No row has {filter} in its name. Choose act, update, pretraining, fql, sac, products, physics or iteration.");
        }

        ComparedRow[] rows = [.. works.Select(work => new ComparedRow(work.Name))];
        ProductComparison? products = IsWanted("products") ? new ProductComparison() : null;
        using var physics = IsWanted("physics") || IsWanted("iteration") ? new PhysicsComparison(loop, folder) : null;
        IterationComparison? iterations = IsWanted("iteration") ? new IterationComparison(peerOne, peerTwo) : null;
        var limits = new List<MachineLimits>();
        for (int round = 1; round <= rounds; round++)
        {
            limits.Add(MachineLimits.Measure(one.VelocityBytes));
            for (int i = 0; i < works.Length; i++)
            {
                progress.WriteLine($"round {round} of {rounds}: {works[i].Name}");
                Measure(works[i], rows[i], peerOne, peerTwo, limits[^1]);
            }

            progress.WriteLine($"round {round} of {rounds}: products, physics, whole iteration, as far as wanted");
            products?.Measure();
            physics?.Measure();
            iterations?.Measure(physics!.LoopSecondsPerStep);
        }

        new ComparisonReport(output).Write(peerOne.Description, rounds, limits, rows, products, physics, iterations);
        foreach (ComparedWork work in works)
        {
            work.Dispose();
        }
    }

    private static (string Name, Func<ComparedWork> Create)[] Works(Networks one, Networks two, RolloutBuffer inputs) =>
    [
        ("act 1", () => new ActWork(one, two, inputs, 1, withNoise: false)),
        ("act 1", () => new ActWork(one, two, inputs, 1, withNoise: true)),
        ("act 40", () => new ActWork(one, two, inputs, 40, withNoise: false)),
        ("act 40", () => new ActWork(one, two, inputs, 40, withNoise: true)),
        ("update 5000", () => new UpdateWork(5_000, DenoisingSteps)),
        ("update 50000", () => new UpdateWork(50_000, DenoisingSteps)),
        ("pretraining", () => new ImitationWork(128)),
        ("fql authors", () => new FqlWork(isPort: false)),
        ("fql port", () => new FqlWork(isPort: true)),
        ("sac", () => new SacWork()),
    ];

    private bool IsWanted(string name) => name.Contains(filter, StringComparison.OrdinalIgnoreCase);

    private static void Measure(ComparedWork work, ComparedRow row, Peer peerOne, Peer peerTwo, MachineLimits limits)
    {
        row.OwnOne.Add(Timing.Median(() => work.Run(1), Seconds));
        (double seconds, double[] check) = peerOne.Time(work.PeerRow);
        row.PeerOne.Add(seconds);
        row.OwnTwo.Add(Timing.Median(() => work.Run(2), Seconds));
        row.PeerTwo.Add(peerTwo.Time(work.PeerRow).Seconds);
        (double limit, row.LimitName) = work.Limit(limits);
        row.Limit.Add(limit);
        if (work.AllocatesNothing)
        {
            row.AllocatedBytes = Allocated(work);
        }

        row.Difference ??= Compare(work.Name, work.Check(), check);
    }

    private static double? Compare(string name, double[] own, double[] peer)
    {
        if (own.Length == 0)
        {
            return null;
        }

        double[] differences = [.. own.Zip(peer, (left, right) => Math.Abs(left - right) / Math.Abs(right))];
        return own.Length == peer.Length && Array.TrueForAll(differences, difference => difference <= Tolerance)
            ? differences.Max()
            : throw new InvalidOperationException(
                $"{name}: here [{string.Join(", ", own)}], in PyTorch [{string.Join(", ", peer)}]. The two do not do the same work.");
    }

    private static double Allocated(ComparedWork work)
    {
        const int Runs = 100;
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < Runs; i++)
        {
            work.Run(2);
        }

        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Runs;
    }
}
