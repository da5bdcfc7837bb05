using ReinFlow.FineTuning;

namespace ReinFlow.Runs;

/// <summary>Takes reports to nowhere.</summary>
internal sealed class NoProgress : IProgress<FineTuningProgress>
{
    /// <summary>Gets the only one that anybody needs.</summary>
    public static NoProgress Instance { get; } = new();

    /// <inheritdoc/>
    public void Report(FineTuningProgress value)
    {
        // Nobody asked for it.
    }
}
