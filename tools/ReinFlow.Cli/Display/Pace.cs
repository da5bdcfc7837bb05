namespace ReinFlow.Cli.Display;

/// <summary>Estimates the time to the end from the time of what is completed.</summary>
internal sealed class Pace
{
    private TimeSpan _spent;
    private int _count;

    public void Add(TimeSpan time)
    {
        _spent += time;
        _count++;
    }

    public TimeSpan Remaining(int items) => _count == 0 ? TimeSpan.Zero : _spent / _count * items;
}
