using ReinFlow.FineTuning;

namespace ReinFlow.Algorithms;

/// <summary>What a trainer does in the course of a <see cref="TrainingLoop"/>.</summary>
internal interface ITraining
{
    /// <summary>Gets the whole state of the run; it refers to live parameters.</summary>
    FineTuningState State { get; }

    /// <summary>Gets the environment steps taken for training so far.</summary>
    long EnvironmentSteps { get; }

    /// <summary>Gets whether nothing has been trained yet.</summary>
    bool IsNew { get; }

    /// <summary>Says in the log what begins.</summary>
    void Announce();

    /// <summary>Begins new episodes in all environments.</summary>
    void BeginEpisodes();

    /// <summary>Evaluates before training.</summary>
    /// <param name="cancellationToken">Observed between decisions.</param>
    /// <returns>The report of iteration 0.</returns>
    FineTuningProgress Start(CancellationToken cancellationToken);

    /// <summary>Collects, updates and evaluates once.</summary>
    /// <param name="cancellationToken">Observed between decisions and between minibatches.</param>
    /// <returns>The report of the iteration.</returns>
    FineTuningProgress RunIteration(CancellationToken cancellationToken);
}
