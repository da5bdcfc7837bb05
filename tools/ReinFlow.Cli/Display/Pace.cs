namespace ReinFlow.Cli.Display;

/// <summary>Estimates the time to the end from the time that was needed lately: what was slow hours ago says nothing about the rest.</summary>
internal sealed class Pace
{
    private const int Recent = 20;

    private readonly Queue<TimeSpan> _times = new(Recent + 1);
    private TimeSpan _spent;

    public void Add(TimeSpan time)
    {
        _times.Enqueue(time);
        _spent += time;
        if (_times.Count > Recent)
        {
            _spent -= _times.Dequeue();
        }
    }

    public TimeSpan Remaining(int items) => _times.Count == 0 ? TimeSpan.Zero : _spent / _times.Count * items;
}
