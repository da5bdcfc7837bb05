using ReinFlow.Demonstrations;
using ReinFlow.Environments;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>What an off-policy run is made of, beside its options.</summary>
/// <param name="Engine">The engine on which the algorithm computes.</param>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Environment">The environments in which it collects; their episodes go on over evaluations.</param>
/// <param name="EvaluationEnvironment">The environments of evaluations, which reset them; <see langword="null"/> if there are none.</param>
public sealed record OffPolicySetup(
    TensorEngine Engine,
    IOffPolicyAlgorithm Algorithm,
    IVectorEnvironment Environment,
    IVectorEnvironment? EvaluationEnvironment = null)
{
    /// <summary>Gets the offline data, or <see langword="null"/>.</summary>
    public ITransitions? OfflineData { get; init; }

    /// <summary>Gets how transitions are kept and drawn.</summary>
    public ReplayOptions Replay { get; init; } = new();

    /// <summary>Gets what keeps checkpoints, or <see langword="null"/>.</summary>
    public IFineTuningCheckpoints? Checkpoints { get; init; }

    /// <summary>Gets where the batch of an update that diverges is written, or <see langword="null"/>.</summary>
    public string? DumpDirectory { get; init; }
}
