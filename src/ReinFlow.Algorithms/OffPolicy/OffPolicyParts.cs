using ReinFlow.Demonstrations;
using ReinFlow.Environments;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>What an <see cref="OffPolicyRun"/> is made of.</summary>
/// <param name="CreateAlgorithm">Makes the algorithm, with memory on the engine and initial parameters from the source; the run disposes it.</param>
/// <param name="Environments">Makes the environments.</param>
public sealed record OffPolicyParts(
    Func<TensorEngine, RandomSource, IOffPolicyAlgorithm> CreateAlgorithm, IVectorEnvironmentFactory Environments)
{
    /// <summary>Gets the ranges that bring observations and actions to [−1, 1], or <see langword="null"/>.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>Gets the offline data, or <see langword="null"/>.</summary>
    public ITransitions? OfflineData { get; init; }

    /// <summary>Gets how transitions are kept and drawn.</summary>
    public ReplayOptions Replay { get; init; } = new();

    /// <summary>Gets what keeps checkpoints, or <see langword="null"/>.</summary>
    public IFineTuningCheckpoints? Checkpoints { get; init; }

    /// <summary>Gets where the batch of an update that diverges is written, or <see langword="null"/>.</summary>
    public string? DumpDirectory { get; init; }
}
