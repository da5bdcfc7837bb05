using ReinFlow.Environments;

namespace ReinFlow.Algorithms;

/// <summary>What a fine-tuning run is made of, beside its options.</summary>
/// <param name="Model">The networks.</param>
/// <param name="Environment">The environments in which the policy learns; their episodes go on over evaluations.</param>
/// <param name="EvaluationEnvironment">The environments of evaluations, which reset them; <see langword="null"/> if there are none.</param>
public sealed record OnPolicySetup(
    OnPolicyModel Model,
    IVectorEnvironment Environment,
    IVectorEnvironment? EvaluationEnvironment = null)
{
    /// <summary>Gets what keeps checkpoints, or <see langword="null"/>.</summary>
    public IFineTuningCheckpoints? Checkpoints { get; init; }

    /// <summary>Gets parameters that do not change but belong to the run, such as those of the policy that a regularizer keeps near.</summary>
    public IReadOnlyList<LearnedPart> Frozen { get; init; } = [];

    /// <summary>Gets the folder for the minibatch on which training diverged, or <see langword="null"/>.</summary>
    public string? DumpDirectory { get; init; }
}
