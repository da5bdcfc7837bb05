using ReinFlow.Policies;

namespace ReinFlow.Algorithms;

/// <summary>The networks of soft actor-critic; their parameters get memory from the algorithm.</summary>
/// <param name="Actor">The policy; it executes all actions of its chunk.</param>
/// <param name="Critic">The critics.</param>
public sealed record SoftActorCriticParts(IReparameterizedPolicy Actor, IActionValueFunction Critic);
