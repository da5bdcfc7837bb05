using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ReinFlow.Benchmarks.Comparison;

/// <summary>The same work in PyTorch, in a process that waits between requests.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    public Peer(string script, string inputs, int threads)
    {
        Threads = threads;
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("PYTHON") ?? "/usr/bin/python3")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList = { script, inputs, threads.ToString(CultureInfo.InvariantCulture) },
        };
        _process = Process.Start(start)!;
        Description = Read().GetProperty("description").GetString()!;
    }

    public int Threads { get; }

    public string Description { get; }

    /// <summary>Lets the peer time a row.</summary>
    /// <param name="row">The name of the row, as the script knows it.</param>
    /// <returns>The median seconds of one repetition, and numbers by which the results can be compared.</returns>
    public (double Seconds, double[] Check) Time(string row)
    {
        _process.StandardInput.WriteLine(row);
        _process.StandardInput.Flush();
        JsonElement answer = Read();
        return (answer.GetProperty("seconds").GetDouble(), [.. answer.GetProperty("check").EnumerateArray().Select(item => item.GetDouble())]);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private JsonElement Read()
    {
        string line = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("The PyTorch process ended early; its message stands above.");
        return JsonDocument.Parse(line).RootElement.Clone();
    }
}
