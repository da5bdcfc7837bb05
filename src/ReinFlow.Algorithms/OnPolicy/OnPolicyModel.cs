using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>The networks that an on-policy algorithm trains, with their parameters.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="PolicyParameters">The store of the policy's parameters.</param>
/// <param name="Critic">The critic.</param>
/// <param name="CriticParameters">The store of the critic's parameters.</param>
/// <param name="Regularizer">The penalty that keeps the policy near the one it started from, or <see langword="null"/>.</param>
public sealed record OnPolicyModel(
    IChainPolicy Policy,
    ParameterStore PolicyParameters,
    IValueFunction Critic,
    ParameterStore CriticParameters,
    IPolicyRegularizer? Regularizer = null)
{
    /// <summary>Gets the engine that holds the parameters.</summary>
    public TensorEngine Engine => PolicyParameters.Engine;
}
