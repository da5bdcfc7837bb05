using ReinFlow.Environments;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>What an <see cref="OnPolicyRun"/> is made of.</summary>
/// <param name="Policy">The policy; its parameters get memory from the run.</param>
/// <param name="Critic">The critic; its parameters get memory from the run.</param>
/// <param name="Environments">Makes the environments.</param>
public sealed record OnPolicyParts(IChainPolicy Policy, IValueFunction Critic, IVectorEnvironmentFactory Environments)
{
    /// <summary>Gets the policy to start from, or <see langword="null"/> for random parameters.</summary>
    public IPolicyStart? Start { get; init; }

    /// <summary>Gets the ranges that bring observations and actions to [−1, 1], or <see langword="null"/> for those of <see cref="Start"/>.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>Gets the penalty that keeps the policy near the one it started from, or <see langword="null"/>.</summary>
    public IPolicyRegularizer? Regularizer { get; init; }

    /// <summary>Gets the parameters of the regularizer's reference, so that checkpoints hold them, or <see langword="null"/>; the caller's to dispose.</summary>
    public ParameterStore? Reference { get; init; }

    /// <summary>Gets what keeps checkpoints, or <see langword="null"/>.</summary>
    public IFineTuningCheckpoints? Checkpoints { get; init; }

    /// <summary>Gets the folder for the minibatch on which training diverged, or <see langword="null"/>.</summary>
    public string? DumpDirectory { get; init; }
}
