using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>The whole state of a fine-tuning run: live parameters and optimisers, and a record of the rest.</summary>
/// <param name="Model">The networks with their parameters.</param>
/// <param name="PolicyOptimizer">The optimiser of the policy.</param>
/// <param name="CriticOptimizer">The optimiser of the critic.</param>
/// <param name="Progress">How far the run is.</param>
public sealed record FineTuningState(
    OnPolicyModel Model,
    AdamW PolicyOptimizer,
    AdamW CriticOptimizer,
    FineTuningStateRecord Progress);
