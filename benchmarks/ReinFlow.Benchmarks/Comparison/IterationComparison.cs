using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ReinFlow.Benchmarks.Workloads;

namespace ReinFlow.Benchmarks.Comparison;

/// <summary>Whole iterations: here in a process of their own, for its memory; there the policy in PyTorch and the physics in the C loop.</summary>
internal sealed class IterationComparison(Peer peerOne, Peer peerTwo)
{
    private const int Iterations = 1;

    public List<IterationFigures> One { get; } = [];

    public List<IterationFigures> Two { get; } = [];

    /// <summary>Gets the seconds of the peer, at the better number of threads.</summary>
    public List<(double Policy, double Physics, double Update)> Peer { get; } = [];

    /// <summary>Measures one round.</summary>
    /// <param name="loopSecondsPerStep">The seconds of an environment step in the C loop on one thread.</param>
    public void Measure(double loopSecondsPerStep)
    {
        One.Add(Run(1));
        Two.Add(Run(2));
        double policy = Math.Min(peerOne.Time("rollout 0").Seconds, peerTwo.Time("rollout 0").Seconds);
        double update = Math.Min(peerOne.Time("epochs 0").Seconds, peerTwo.Time("epochs 0").Seconds);
        Peer.Add((policy, loopSecondsPerStep * Two[^1].EnvironmentSteps, update));
    }

    private static IterationFigures Run(int threads)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            ArgumentList =
            {
                typeof(IterationComparison).Assembly.Location, "iteration", threads.ToString(CultureInfo.InvariantCulture),
                Iterations.ToString(CultureInfo.InvariantCulture),
            },
        };
        if (!Path.GetFileNameWithoutExtension(start.FileName).Equals("dotnet", StringComparison.Ordinal))
        {
            start.ArgumentList.RemoveAt(0);
        }

        using Process process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<IterationFigures>(text)!
            : throw new InvalidOperationException($"The process that runs iterations ended with exit code {process.ExitCode}; its message stands above.");
    }
}
