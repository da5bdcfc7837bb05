using ReinFlow.Benchmarks.Workloads;
using ReinFlow.Limits;

namespace ReinFlow.Benchmarks.Comparison;

/// <summary>Writes what was measured as Markdown tables of medians.</summary>
internal sealed class ComparisonReport(TextWriter output)
{
    private const double Giga = 1e9;

    public void Write(
        string peer, int rounds, List<MachineLimits> limits, ComparedRow[] rows, PhysicsComparison? physics, IterationComparison? iterations)
    {
        output.WriteLine($"Medians of {rounds} rounds; {Machine.Describe()}; {peer}.");
        output.WriteLine();
        WriteLimits(limits);
        WriteRows(rows);
        if (physics is not null)
        {
            WritePhysics(physics);
        }

        if (iterations is not null)
        {
            WriteIterations(iterations);
        }
    }

    private static double Median(IEnumerable<double> values) => Timing.Median(values);

    private static string Time(double seconds) => seconds switch
    {
        < 1e-3 => $"{seconds * 1e6:F1} µs",
        < 1.0 => $"{seconds * 1e3:F2} ms",
        _ => $"{seconds:F2} s",
    };

    private void WriteLimits(List<MachineLimits> limits)
    {
        output.WriteLine("| limit | measured |");
        output.WriteLine("| --- | ---: |");
        Line("fused multiply-add, one core", limit => limit.FusedMultiplyAdd, "GFLOP/s");
        Line("fused multiply-add, two cores at once", limit => limit.FusedMultiplyAddTwice, "GFLOP/s");
        Line("OpenBLAS [1024, 512]·[512, 512]ᵀ, one thread", limit => limit.OpenBlasOnce, "GFLOP/s");
        Line("two of these at once", limit => limit.OpenBlasTwice, "GFLOP/s");
        Line("reading 512 KB (second-level cache), one core", limit => limit.SecondLevel, "GB/s");
        Line("reading 8 MB (third-level cache), one core", limit => limit.ThirdLevel, "GB/s");
        Line("reading 512 MB (DRAM), one core", limit => limit.Memory, "GB/s");
        Line("reading the velocity network's weights, one core", limit => limit.Weights, "GB/s");
        output.WriteLine();

        void Line(string name, Func<MachineLimits, double> value, string unit) =>
            output.WriteLine($"| {name} | {Median(limits.Select(value)) / Giga:F1} {unit} |");
    }

    private void WriteRows(ComparedRow[] rows)
    {
        output.WriteLine("| row | PyTorch, set_num_threads(1) | (2) | here 1 thread | 2 threads | times faster | 1 → 2 threads | share of limit | limit | allocated |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: |");
        foreach (ComparedRow row in rows)
        {
            output.WriteLine(
                $"| {row.Name} | {Time(Median(row.PeerOne))} | {Time(Median(row.PeerTwo))} | {Time(Median(row.OwnOne))} | {Time(Median(row.OwnTwo))} " +
                $"| {Median(row.Ratios):F2} | {Median(row.Scalings):F2} | {Median(row.Shares):P0} | {row.LimitName} " +
                $"| {(row.AllocatedBytes is { } bytes ? $"{bytes:F0} B" : string.Empty)} |");
        }

        output.WriteLine();
        foreach (ComparedRow row in rows.Where(row => row.Difference is not null))
        {
            output.WriteLine($"First results of both sides, {row.Name}: relative difference {row.Difference:E1}.");
        }

        output.WriteLine();
    }

    private void WritePhysics(PhysicsComparison physics)
    {
        output.WriteLine("| Hopper environment steps per second on one core | |");
        output.WriteLine("| --- | ---: |");
        output.WriteLine($"| from C# | {Median(physics.Own):N0} |");
        output.WriteLine($"| bare C loop over the same episodes | {Median(physics.Loop):N0} |");
        output.WriteLine($"| share | {Median(physics.Shares):P1} |");
        output.WriteLine();
    }

    private void WriteIterations(IterationComparison iterations)
    {
        output.WriteLine("| whole iteration | policy | physics | update | total | peak memory |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        output.WriteLine(
            $"| PyTorch, physics in C on one thread | {Time(Median(iterations.Peer.Select(peer => peer.Policy)))} " +
            $"| {Time(Median(iterations.Peer.Select(peer => peer.Physics)))} | {Time(Median(iterations.Peer.Select(peer => peer.Update)))} " +
            $"| {Time(Median(iterations.Peer.Select(Total)))} | |");
        WriteIteration("here, 1 thread", iterations.One);
        WriteIteration("here, 2 threads", iterations.Two);
        output.WriteLine();
        double rollouts = Median(iterations.One.Zip(iterations.Two, (one, two) => one.Rollout / two.Rollout));
        double updates = Median(iterations.One.Zip(iterations.Two, (one, two) => one.Update / two.Update));
        double ratio = Median(iterations.Peer.Zip(iterations.Two, (peer, own) => Total(peer) / own.Total));
        double policy = Median(iterations.Peer.Zip(
            iterations.Two, (peer, own) => (peer.Policy + peer.Update) / (own.Total - own.Physics)));
        output.WriteLine($"Times faster: {ratio:F2}; without the physics {policy:F2}. From 1 to 2 threads: rollout {rollouts:F2}, update {updates:F2}.");

        static double Total((double Policy, double Physics, double Update) peer) => peer.Policy + peer.Physics + peer.Update;
    }

    private void WriteIteration(string name, List<IterationFigures> figures) => output.WriteLine(
        $"| {name} | {Time(Median(figures.Select(figure => figure.Rollout - figure.Physics)))} | {Time(Median(figures.Select(figure => figure.Physics)))} " +
        $"| {Time(Median(figures.Select(figure => figure.Update)))} | {Time(Median(figures.Select(figure => figure.Total)))} " +
        $"| {figures.Max(figure => figure.PeakBytes) / 1e6:F0} MB |");
}
