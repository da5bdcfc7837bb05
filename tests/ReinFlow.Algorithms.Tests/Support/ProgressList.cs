namespace ReinFlow.Algorithms.Tests;

/// <summary>Keeps reports in order, on the thread that made them.</summary>
internal sealed class ProgressList<T>(Action<T>? react = null) : IProgress<T>
{
    public List<T> Reports { get; } = [];

    public void Report(T value)
    {
        Reports.Add(value);
        react?.Invoke(value);
    }
}
