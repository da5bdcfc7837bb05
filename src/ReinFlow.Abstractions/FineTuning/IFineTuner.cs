namespace ReinFlow.FineTuning;

/// <summary>Improves a policy by letting it act and learn from the reward.</summary>
public interface IFineTuner
{
    /// <summary>Runs until the iterations are done or the token is cancelled.</summary>
    /// <param name="progress">Receives one report per iteration, in order, on the training thread, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Observed between decisions and between minibatches.</param>
    /// <returns>What the run achieved.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the policy keeps the last completed minibatch.</exception>
    /// <exception cref="TrainingDivergedException">A loss, an action or a probability ratio is not what it must be.</exception>
    Task<FineTuningReport> FineTuneAsync(
        IProgress<FineTuningProgress>? progress = null,
        CancellationToken cancellationToken = default);
}
