namespace ReinFlow.Algorithms;

/// <summary>The learning rates of one step.</summary>
/// <param name="Policy">The learning rate of the policy.</param>
/// <param name="Critic">The learning rate of the critic.</param>
public readonly record struct LearningRates(double Policy, double Critic);
