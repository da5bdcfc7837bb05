namespace ReinFlow.Algorithms;

/// <summary>Configures RLPD: soft actor-critic with many updates per decision on half offline, half collected data (arXiv 2302.02948).</summary>
/// <remarks>
/// The defaults are the paper's: targets from two critics drawn at random, twenty updates of the critics for one of the actor. The ensemble
/// itself belongs to the policy's options; a recipe, and a run composed by services, has ten critics with layer normalisation unless it says otherwise.
/// </remarks>
public sealed record RlpdOptions : SoftActorCriticOptions
{
    /// <summary>Initializes a new instance of the <see cref="RlpdOptions"/> class.</summary>
    public RlpdOptions()
    {
        UpdatesPerRound = 20;
        CriticLearningRate = 3e-4;
        TemperatureLearningRate = 3e-4;
        TargetMembers = 2;
        ActorReduction = ValueReduction.Mean;
        ActorOncePerRound = true;
    }

    internal override bool NeedsOfflineData => true;
}
