using System.Diagnostics;

namespace ReinFlow.Cli.Display;

/// <summary>Shows how many episodes have ended, about ten times in all; episodes end on several threads at once.</summary>
internal sealed class EpisodeCount(IRunDisplay display, int episodes) : IProgress<int>
{
    private const int Shown = 10;

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private int _tenths;

    public void Report(int value)
    {
        lock (_lock)
        {
            int done = Math.Min(value, episodes);
            int tenths = (int)((long)done * Shown / episodes);
            if (tenths > _tenths)
            {
                _tenths = tenths;
                display.Advance("episode", done, episodes, $"ETA {Texts.Duration(_watch.Elapsed / done * (episodes - done))}");
            }
        }
    }
}
