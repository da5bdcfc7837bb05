using ReinFlow.Demonstrations;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>What imitation learning is made of, beside its options.</summary>
/// <param name="Objective">The loss of the policy.</param>
/// <param name="Parameters">The parameters of the policy.</param>
/// <param name="Demonstrations">The windows to imitate.</param>
/// <param name="Validation">Windows to measure the loss on, or <see langword="null"/>.</param>
/// <param name="Evaluator">Plays the policy in the simulator, or <see langword="null"/>.</param>
public sealed record PretrainingSetup(
    IImitationObjective Objective,
    ParameterStore Parameters,
    IDemonstrations Demonstrations,
    IDemonstrations? Validation = null,
    Evaluator? Evaluator = null);
