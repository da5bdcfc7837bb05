using System.Diagnostics;
using Microsoft.Extensions.Logging;
using ReinFlow.FineTuning;

namespace ReinFlow.Algorithms;

/// <summary>Evaluates a run from time to time, always from the same resets and noise, and remembers the best.</summary>
internal sealed class ScheduledEvaluation
{
    private readonly Evaluator? _evaluator;
    private readonly EvaluationPlan _plan;
    private readonly RandomSource _random;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    /// <summary>Initializes a new instance of the <see cref="ScheduledEvaluation"/> class.</summary>
    /// <param name="evaluator">Plays the episodes, or <see langword="null"/> where there are no environments for it.</param>
    /// <param name="plan">When, and for how long.</param>
    /// <param name="random">The stream of the run from which evaluations split theirs.</param>
    /// <param name="logger">Receives one entry per evaluation.</param>
    /// <param name="time">Measures it.</param>
    public ScheduledEvaluation(Evaluator? evaluator, EvaluationPlan plan, RandomSource random, ILogger logger, TimeProvider time)
    {
        _evaluator = plan.Every > 0 ? evaluator : null;
        _plan = plan;
        _random = random.Split("evaluation");
        _logger = logger;
        _time = time;
    }

    /// <summary>Gets the number of iterations of the run.</summary>
    public int Iterations => _plan.Iterations;

    /// <summary>Gets the first, the best and the last evaluation.</summary>
    public EvaluationHistory History { get; } = new();

    /// <summary>Evaluates where an evaluation is due.</summary>
    /// <param name="iteration">The number of completed iterations; 0 is before training.</param>
    /// <param name="onBest">Called when no evaluation was better.</param>
    /// <param name="cancellationToken">Observed before every decision.</param>
    /// <returns>The statistics, and the time that they took; nothing if none is due.</returns>
    public (EpisodeStatistics? Statistics, TimeSpan Time) Run(int iteration, Action onBest, CancellationToken cancellationToken)
    {
        if (_evaluator is null || (iteration % _plan.Every != 0 && iteration != _plan.Iterations))
        {
            return default;
        }

        using Activity? activity = FineTuningActivities.Start(FineTuningActivities.Evaluation);
        long start = _time.GetTimestamp();
        EpisodeStatistics statistics = _evaluator.Run(_random, _plan.Episodes, _plan.Decisions, cancellationToken);
        _logger.Evaluated(iteration, statistics.MeanReturn, statistics.Episodes);
        if (statistics.Episodes < _plan.Episodes)
        {
            _logger.EvaluationIncomplete(statistics.Episodes, _plan.Episodes, _plan.Decisions);
        }

        if (History.Add(iteration, statistics, _plan.Episodes))
        {
            onBest();
        }

        return (statistics, _time.GetElapsedTime(start));
    }
}
