namespace ReinFlow.Algorithms;

/// <summary>What happens when the policy moves away from the one that collected the rollout.</summary>
public enum KlControl
{
    /// <summary>The updates of the iteration end before the next minibatch once the approximate KL exceeds the target.</summary>
    Stop,

    /// <summary>The learning rates shrink above twice the target and grow below half of it; the schedules are not used.</summary>
    AdaptLearningRate,
}
