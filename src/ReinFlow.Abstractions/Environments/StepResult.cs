namespace ReinFlow.Environments;

/// <summary>The outcome of one environment step.</summary>
/// <param name="Reward">The reward of the step.</param>
/// <param name="Terminated">Whether the task ended, so that no future reward exists.</param>
/// <param name="Truncated">Whether the episode was cut off, so that the value of the next state still counts.</param>
/// <param name="Succeeded">Whether <see cref="EnvironmentSpec.SuccessCriterion"/> is met; once is enough for the episode.</param>
public readonly record struct StepResult(float Reward, bool Terminated, bool Truncated, bool Succeeded = false);
