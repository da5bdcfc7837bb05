using System.Text.Json;
using BenchmarkDotNet.Running;
using ReinFlow.Benchmarks.Comparison;
using ReinFlow.Benchmarks.Workloads;

namespace ReinFlow.Benchmarks;

/// <summary>
/// Without a word: BenchmarkDotNet with its own options. <c>compare SCRIPT LOOP ROUNDS [ROW]</c>: side by side with PyTorch and with
/// the limits of the machine, all rows or those whose name contains a word. <c>iteration THREADS COUNT</c>: whole iterations in a process of their own, for its peak memory.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["compare", var script, var loop, var rounds, .. var words]:
                return Compare(script, loop, rounds, words is [var word] ? word : string.Empty);
            case ["iteration", var threads, var count]:
                Console.WriteLine(JsonSerializer.Serialize(await IterationWorkload.RunAsync(int.Parse(threads), int.Parse(count))));
                return 0;
            default:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments);
                return 0;
        }
    }

    private static int Compare(string script, string loop, string rounds, string word)
    {
        if (!int.TryParse(rounds, out int count))
        {
            Console.Error.WriteLine($"The number of rounds is {rounds}; give a whole number of at least 1.");
            return 2;
        }

        try
        {
            new ComparisonRun(script, loop, count, word).Run(Console.Out, Console.Error);
            return 0;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }
}
