using ReinFlow.Algorithms;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Recipes;

/// <summary>The critics that an off-policy algorithm has unless somebody chooses others.</summary>
internal static class CriticDefaults
{
    private const int RlpdMembers = 10;

    /// <summary>Gets the critics of an algorithm's paper.</summary>
    /// <param name="options">The options of the algorithm, or <see langword="null"/>.</param>
    /// <returns>The critics.</returns>
    public static CriticEnsembleOptions For(OffPolicyOptions? options) => options switch
    {
        SacOptions => SoftActorCritic(),
        RlpdOptions => SoftActorCritic() with { Members = RlpdMembers, LayerNorm = LayerNormPlacement.BeforeActivation },
        _ => new CriticEnsembleOptions(),
    };

    private static CriticEnsembleOptions SoftActorCritic() => new()
    {
        HiddenLayers = [256, 256],
        Activation = ActivationKind.ReLU,
        LayerNorm = LayerNormPlacement.None,
        LayerNormEpsilon = 1e-5,
        Initialization = LayerInitialization.FanInUniform,
    };
}
