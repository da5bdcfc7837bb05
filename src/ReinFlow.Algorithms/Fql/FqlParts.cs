using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>The networks that FQL trains; they belong to no store yet.</summary>
/// <param name="Flow">The parameters of the flow that imitates the data.</param>
/// <param name="Imitation">The loss with which it imitates.</param>
/// <param name="Teacher">Samples the flow; what it samples is what the one-step policy learns to do in one step.</param>
/// <param name="Policy">The one-step policy, which acts.</param>
/// <param name="Critic">The critic of both.</param>
public sealed record FqlParts(
    Module Flow, IImitationObjective Imitation, IActionSampler Teacher, IOneStepPolicy Policy, IActionValueFunction Critic);
