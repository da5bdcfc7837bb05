using ReinFlow.Policies;

namespace ReinFlow.Algorithms.Tests;

/// <summary>An algorithm whose batches are looked at before it learns from them.</summary>
internal sealed class WatchedAlgorithm(IOffPolicyAlgorithm inner, Action<TransitionBatch, OffPolicyStep> watch) : IOffPolicyAlgorithm
{
    public IActionSampler Explorer => inner.Explorer;

    public IActionSampler Policy => inner.Policy;

    public IReadOnlyList<LearnedPart> Parts => inner.Parts;

    public IReadOnlyList<string> MetricNames => inner.MetricNames;

    public string DivergenceCure => inner.DivergenceCure;

    public bool IsDisposed { get; private set; }

    public void Update(TransitionBatch batch, in OffPolicyStep step, UpdateMetrics metrics)
    {
        watch(batch, step);
        inner.Update(batch, step, metrics);
    }

    public void Dispose() => IsDisposed = true;
}
