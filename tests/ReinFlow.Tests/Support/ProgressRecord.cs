using ReinFlow.FineTuning;

namespace ReinFlow.Tests.Support;

/// <summary>Keeps reports in the order in which they come, or does what it is told with each.</summary>
internal class ProgressRecord(Action<FineTuningProgress>? also = null) : IProgress<FineTuningProgress>
{
    public List<FineTuningProgress> All { get; } = [];

    public IEnumerable<int> Iterations => All.Select(progress => progress.Iteration);

    public void Report(FineTuningProgress value)
    {
        All.Add(value);
        also?.Invoke(value);
    }
}
