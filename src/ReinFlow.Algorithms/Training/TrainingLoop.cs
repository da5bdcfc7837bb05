using System.Diagnostics;
using Microsoft.Extensions.Logging;
using ReinFlow.FineTuning;

namespace ReinFlow.Algorithms;

/// <summary>The course of a fine-tuning run: the evaluation before training, iterations with their reports and checkpoints, and its end.</summary>
internal sealed class TrainingLoop
{
    private readonly ITraining _training;
    private readonly IFineTuningCheckpoints? _checkpoints;
    private readonly ScheduledEvaluation _evaluation;
    private readonly int _checkpointEvery;
    private readonly ILogger _logger;
    private bool _hasEpisodes;

    /// <summary>Initializes a new instance of the <see cref="TrainingLoop"/> class.</summary>
    /// <param name="training">What happens in an iteration.</param>
    /// <param name="checkpoints">Keeps the states, or <see langword="null"/>.</param>
    /// <param name="evaluation">The evaluations.</param>
    /// <param name="checkpointEvery">The iterations between numbered checkpoints, or 0 for none.</param>
    /// <param name="logger">Learns of a cancellation.</param>
    public TrainingLoop(
        ITraining training, IFineTuningCheckpoints? checkpoints, ScheduledEvaluation evaluation, int checkpointEvery, ILogger logger)
    {
        _training = training;
        _checkpoints = checkpoints;
        _evaluation = evaluation;
        _checkpointEvery = checkpointEvery;
        _logger = logger;
    }

    /// <summary>Gets the number of completed iterations.</summary>
    public int Iteration { get; private set; }

    /// <summary>Gets whether the next iteration has begun.</summary>
    public bool IsMidIteration { get; private set; }

    /// <summary>Gets the first, the best and the last evaluation.</summary>
    public EvaluationHistory History => _evaluation.History;

    /// <summary>Takes the counters of a saved run.</summary>
    /// <param name="saved">The saved run.</param>
    /// <param name="hasEpisodes">Whether its running episodes are in place; otherwise new ones begin.</param>
    public void Restore(FineTuningStateRecord saved, bool hasEpisodes)
    {
        (Iteration, _hasEpisodes) = (saved.Iteration, hasEpisodes);
        History.Restore(saved);
    }

    /// <summary>Runs until the iterations are done, on a thread of its own.</summary>
    /// <param name="progress">Receives one report per iteration, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the run, which keeps its state.</param>
    public Task<FineTuningReport> RunAsync(IProgress<FineTuningProgress>? progress, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(
            () => Run(progress, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Evaluates where an evaluation is due: before training, and after the iteration that has begun.</summary>
    /// <param name="cancellationToken">Observed before every decision.</param>
    /// <returns>The statistics, and the time that they took; nothing if none is due.</returns>
    public (EpisodeStatistics? Statistics, TimeSpan Time) Evaluate(CancellationToken cancellationToken)
    {
        int completed = IsMidIteration ? Iteration + 1 : Iteration;
        return _evaluation.Run(completed, () => _checkpoints?.Save(CheckpointReason.Best, _training.State.After(completed)), cancellationToken);
    }

    private FineTuningReport Run(IProgress<FineTuningProgress>? progress, CancellationToken cancellationToken)
    {
        _training.Announce();
        try
        {
            IsMidIteration = false;
            if (!_hasEpisodes)
            {
                _training.BeginEpisodes();
            }

            _hasEpisodes = false;
            if (_training.IsNew)
            {
                _checkpoints?.Save(CheckpointReason.Completed, _training.State);
                FineTuningProgress report = _training.Start(cancellationToken);
                progress?.Report(report);
            }

            while (Iteration < _evaluation.Iterations)
            {
                cancellationToken.ThrowIfCancellationRequested();
                RunIteration(progress, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            _logger.FineTuningCancelled(Iteration);
            _checkpoints?.Save(CheckpointReason.Interrupted, _training.State);
            throw;
        }

        return History.Report(Iteration, _training.EnvironmentSteps);
    }

    private void RunIteration(IProgress<FineTuningProgress>? progress, CancellationToken cancellationToken)
    {
        using Activity? activity = FineTuningActivities.StartIteration(Iteration + 1);
        IsMidIteration = true;
        FineTuningProgress report = _training.RunIteration(cancellationToken);
        (Iteration, IsMidIteration) = (Iteration + 1, false);

        // In this order a run that is killed in between repeats the iteration and reports it again; nothing is missing from its report.
        progress?.Report(report);
        _checkpoints?.SaveCompleted(_training.State, _checkpointEvery);
    }
}
