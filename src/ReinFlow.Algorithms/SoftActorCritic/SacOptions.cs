namespace ReinFlow.Algorithms;

/// <summary>Configures soft actor-critic: twin critics, one update of everything per decision.</summary>
/// <remarks>The defaults are those of DPPO's baseline (arXiv 2409.00588), which updates the actor twice at every second update instead.</remarks>
public sealed record SacOptions : SoftActorCriticOptions
{
    internal override BatchComposition DefaultComposition => BatchComposition.OfflinePhaseOnly;
}
