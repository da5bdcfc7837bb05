using System.Diagnostics;
using System.Globalization;
using ReinFlow.Benchmarks.Workloads;
using ReinFlow.Limits;

namespace ReinFlow.Benchmarks.Comparison;

/// <summary>Hopper environment steps on one core beside a bare C loop over the same episodes.</summary>
internal sealed class PhysicsComparison : IDisposable
{
    private const int Steps = 20_000;

    private readonly HopperEpisodes _episodes = new(Steps);
    private readonly string _loop;
    private readonly string _model;
    private readonly string _recording;

    public PhysicsComparison(string loop, string folder)
    {
        _loop = loop;
        _model = Path.Combine(folder, "hopper.xml");
        _recording = Path.Combine(folder, "episodes.bin");
        File.WriteAllText(_model, HopperEpisodes.Model());
        _episodes.Save(_recording);
    }

    /// <summary>Gets the environment steps per second here, round by round.</summary>
    public List<double> Own { get; } = [];

    /// <summary>Gets the environment steps per second of the loop, round by round.</summary>
    public List<double> Loop { get; } = [];

    public IEnumerable<double> Shares => Own.Zip(Loop, (own, loop) => own / loop);

    public double LoopSecondsPerStep => 1.0 / Loop[^1];

    public void Measure()
    {
        // In turn, and the best of three each, since a pause of the machine hits a single pass of a second hard.
        (double own, double loop) = (double.MaxValue, double.MaxValue);
        for (int i = 0; i < 3; i++)
        {
            own = Math.Min(own, Timing.Once(_episodes.Replay));
            loop = Math.Min(loop, RunLoop());
        }

        Own.Add(_episodes.Steps / own);
        Loop.Add(_episodes.Steps / loop);
    }

    public void Dispose() => _episodes.Dispose();

    private double RunLoop()
    {
        var start = new ProcessStartInfo(_loop)
        {
            RedirectStandardOutput = true,
            ArgumentList = { _model, _recording, HopperEpisodes.StepsPerAction.ToString(CultureInfo.InvariantCulture) },
        };
        using Process process = Process.Start(start)!;
        string[] words = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{_loop} ended with exit code {process.ExitCode}; its message stands above.");
        }

        double distance = double.Parse(words[2], CultureInfo.InvariantCulture);
        return int.Parse(words[0], CultureInfo.InvariantCulture) == _episodes.Steps && Math.Abs(distance - _episodes.Distance) < 1e-9
            ? double.Parse(words[1], CultureInfo.InvariantCulture)
            : throw new InvalidOperationException(
                $"The C loop went {distance} m in {words[0]} steps, the environment {_episodes.Distance} m in {_episodes.Steps}: not the same work.");
    }
}
