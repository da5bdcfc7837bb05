using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ReinFlow.FineTuning;

namespace ReinFlow.Algorithms;

/// <summary>Trains an off-policy algorithm: an offline phase, then rounds of collecting and updates.</summary>
/// <remarks>
/// All randomness derives from the seed: a decision and an update have streams of their own, by their index in the run, so that the result
/// has the same bits for any number of threads. Evaluations always start from the same resets and noise and leave the episodes of training
/// alone. What happens in one update is the algorithm's business alone. A run is cancelled between two rounds, never within one, so that a
/// resumed run makes the updates that the run would have made.
/// </remarks>
/// <threadsafety>One run at a time.</threadsafety>
public sealed class OffPolicyTrainer : IFineTuner, ITraining
{
    private readonly OffPolicySetup _setup;
    private readonly OffPolicyOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly RandomSource _random;
    private readonly RandomSource _decisionRandom;
    private readonly MixedReplay _replay;
    private readonly TransitionCollector _collector;
    private readonly UpdateLoop _updates;
    private readonly TrainingLoop _loop;
    private long _decisions;
    private long _decisionsInReplay;
    private long _offlineUpdates;
    private long _environmentSteps;
    private long _transitionsFirst;

    /// <summary>Initializes a new instance of the <see cref="OffPolicyTrainer"/> class.</summary>
    /// <param name="setup">What the run is made of; it stays the caller's to dispose.</param>
    /// <param name="options">The options; copied.</param>
    /// <param name="logger">Receives one entry per iteration, or <see langword="null"/>.</param>
    /// <param name="time">Measures the phases, or <see langword="null"/> for the system's clock.</param>
    /// <exception cref="ArgumentException">Algorithm, environments and offline data do not fit together.</exception>
    public OffPolicyTrainer(OffPolicySetup setup, OffPolicyOptions options, ILogger? logger = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(options);
        OffPolicyRules.Check(setup, options);

        // The data are copied below; nobody needs them twice.
        _setup = setup with { OfflineData = null };
        _options = options with { };
        _logger = logger ?? NullLogger.Instance;
        _time = time ?? TimeProvider.System;
        _random = new RandomSource(options.Seed);
        _decisionRandom = _random.Split("decision");
        TransitionShape shape = Shape(setup);
        ReplayOptions replay = setup.Replay with { Composition = OffPolicyRules.Composition(setup, options) };
        _replay = new MixedReplay(shape, replay, options.BatchSize, setup.OfflineData is not null);
        OffPolicyRules.CheckLength(setup, options, _replay.RowsNeeded);
        _collector = new TransitionCollector(
            setup.Engine, setup.Algorithm.Explorer, setup.Environment, _replay.Online, options.Discount, options.RewardScale);
        _updates = new UpdateLoop(setup.Algorithm, _replay, new TransitionBatch(shape, options.BatchSize), _random, setup.DumpDirectory);
        var evaluation = new ScheduledEvaluation(
            setup.EvaluationEnvironment is { } environment ? new Evaluator(setup.Engine, setup.Algorithm.Policy, environment) : null,
            new EvaluationPlan(options.Iterations, options.EvaluationEvery, options.EvaluationEpisodes, options.EvaluationDecisions),
            _random,
            _logger,
            _time);
        _loop = new TrainingLoop(this, setup.Checkpoints, evaluation, options.CheckpointEvery, _logger);
        if (setup.OfflineData is { } data)
        {
            _replay.Load(data, options.Discount, options.RewardScale);
        }
    }

    /// <summary>Gets the whole state of the run; it refers to live parameters.</summary>
    public FineTuningState State => new(_setup.Algorithm.Parts, Progress)
    {
        // Before the first decision the ring has nothing that offline data do not bring again.
        ResumeFiles =
        [
            .. EpisodeFile.Parts(_setup.Environment, _collector.Episodes),
            .. _setup.Replay.KeepInCheckpoints && _decisions > 0 ? [new CheckpointPart(CheckpointDirectory.Replay, _replay.Online.Save)] : Array.Empty<CheckpointPart>(),
        ],
    };

    /// <summary>Gets the transitions that were collected, and in a union the offline data before them.</summary>
    public ReplayBuffer Replay => _replay.Online;

    /// <remarks>After a resume without the replay buffer a union would be ready at once, with offline data only.</remarks>
    private bool IsReady => _decisionsInReplay >= _options.WarmupDecisions
        && _decisionsInReplay * _setup.Environment.Count >= _transitionsFirst
        && _replay.IsReady;

    private FineTuningStateRecord Progress => new(
        _loop.Iteration,
        _loop.IsMidIteration,
        _environmentSteps,
        _options.Seed,
        PolicySteps: 0,
        CriticSteps: 0,
        AdaptiveRates: null,
        ReturnScaler: null,
        _loop.History.First,
        _loop.History.Best,
        _loop.History.BestIteration,
        _loop.History.Last)
    {
        OffPolicy = new OffPolicyStateRecord(_offlineUpdates, _decisions, _updates.Count, OptimizerSteps())
        {
            Schedule = OffPolicyScheduleRecord.Of(_options),
            Metrics = _updates.Metrics,
        },
    };

    /// <inheritdoc/>
    long ITraining.EnvironmentSteps => _environmentSteps;

    /// <inheritdoc/>
    bool ITraining.IsNew => _loop.Iteration == 0 && _updates.Count == 0 && _decisions == 0;

    /// <inheritdoc/>
    public Task<FineTuningReport> FineTuneAsync(
        IProgress<FineTuningProgress>? progress = null, CancellationToken cancellationToken = default) =>
        _loop.RunAsync(progress, cancellationToken);

    /// <summary>Takes the counters of a saved run, whose parameters and moments are already in place.</summary>
    /// <param name="saved">The saved run.</param>
    /// <param name="replayPath">
    /// Its replay buffer, or <see langword="null"/>: then as many decisions as the warm-up has, and at least a batch, are collected before updates go on.
    /// </param>
    /// <param name="episodesPath">Its running episodes, or <see langword="null"/>: then new ones begin.</param>
    /// <exception cref="ArgumentException">The saved run has another seed, schedule or algorithm.</exception>
    /// <exception cref="Formats.FileFormatException">The replay buffer or the episodes are damaged or of other sizes.</exception>
    public void Restore(FineTuningStateRecord saved, string? replayPath = null, string? episodesPath = null)
    {
        ArgumentNullException.ThrowIfNull(saved);
        OffPolicyStateRecord counters = saved.OffPolicy
            ?? throw new ArgumentException("The saved run is not off-policy. Resume with its own recipe.", nameof(saved));
        if (saved.Seed != _options.Seed)
        {
            throw new ArgumentException(
                $"The saved run has the seed {saved.Seed}, but the options say {_options.Seed}. Resume with the seed of the saved run.", nameof(saved));
        }

        counters.Schedule?.RequireSame(_options);
        foreach (LearnedPart part in _setup.Algorithm.Parts.Where(part => part.Optimizer is not null))
        {
            part.Optimizer!.StepCount = counters.OptimizerSteps.TryGetValue(part.Name, out long steps)
                ? steps
                : throw new ArgumentException($"The saved run has no optimiser of '{part.Name}'. Resume with the algorithm of the saved run.", nameof(saved));
        }

        if (replayPath is not null)
        {
            _replay.Online.Load(replayPath);
            (_decisionsInReplay, _transitionsFirst) = (counters.Decisions, 0);
        }
        else if (counters.Decisions > 0)
        {
            Forget(counters.Decisions);
        }

        _environmentSteps = saved.EnvironmentSteps;
        (_offlineUpdates, _decisions, _updates.Count) = (counters.OfflineUpdates, counters.Decisions, counters.Updates);
        _updates.Metrics = counters.Metrics;
        _loop.Restore(saved, EpisodeFile.TryRead(episodesPath, _setup.Environment, _collector.Episodes, _logger));
    }

    /// <inheritdoc/>
    void ITraining.Announce() => _logger.OffPolicyStarted(
        _setup.Environment.Spec.Name,
        _options.OfflineUpdates,
        _options.Decisions,
        _setup.Engine.Name,
        _replay.Online.Capacity,
        _replay.Online.FullBytes >> 20);

    /// <inheritdoc/>
    void ITraining.BeginEpisodes() => _collector.Reset(_random.Split("environment").Split(_loop.Iteration));

    /// <inheritdoc/>
    FineTuningProgress ITraining.Start(CancellationToken cancellationToken) =>
        Report(0, null, _loop.Evaluate(cancellationToken), default, default);

    /// <inheritdoc/>
    FineTuningProgress ITraining.RunIteration(CancellationToken cancellationToken)
    {
        int completed = _loop.Iteration + 1;
        bool isOffline = completed <= _options.OfflineIterations;
        (TimeSpan rollout, TimeSpan update) = isOffline ? RunOffline(cancellationToken) : RunOnline(cancellationToken);
        FineTuningActivities.Note(rollout, update);
        (EpisodeStatistics? Statistics, TimeSpan Time) evaluation = _loop.Evaluate(cancellationToken);

        // Taken after the evaluation: a run that is cancelled in it evaluates again when it goes on, and reports them then.
        EpisodeStatistics? episodes = isOffline ? null : _collector.Episodes.Take(_setup.Environment.Spec.SuccessCriterion);
        _logger.OffPolicyIterationCompleted(completed, _options.Iterations, episodes?.MeanReturn ?? double.NaN, _updates.Count);
        return Report(completed, episodes, evaluation, rollout, update);
    }

    private static TransitionShape Shape(OffPolicySetup setup) => new(
        setup.Environment.ObservationHistory,
        setup.Environment.Spec.ObservationDimension,
        setup.Algorithm.Explorer.ActionChunk.ExecutedSteps,
        setup.Algorithm.Explorer.ActionChunk.ActionDimension);

    private void Forget(long decisions)
    {
        int environments = _setup.Environment.Count;
        long lost = Math.Min(decisions * environments, _replay.Online.Capacity);
        (_decisionsInReplay, _transitionsFirst) = (0, Math.Min(lost, _options.BatchSize));
        long anew = Math.Max(_options.WarmupDecisions, (_transitionsFirst + environments - 1) / environments);
        _logger.ReplayLost(lost, anew);
    }

    private Dictionary<string, long> OptimizerSteps() => _setup.Algorithm.Parts
        .Where(part => part.Optimizer is not null)
        .ToDictionary(part => part.Name, part => part.Optimizer!.StepCount, StringComparer.Ordinal);

    private (TimeSpan Rollout, TimeSpan Update) RunOffline(CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        long end = Math.Min(_options.OfflineUpdates, (_loop.Iteration + 1L) * _options.IterationLength);
        for (; _offlineUpdates < end; _offlineUpdates++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _updates.RunOffline(isLast: (_offlineUpdates + 1) % _options.UpdatesPerRound == 0);
        }

        return (TimeSpan.Zero, _time.GetElapsedTime(start));
    }

    private (TimeSpan Rollout, TimeSpan Update) RunOnline(CancellationToken cancellationToken)
    {
        (TimeSpan rollout, TimeSpan update) = (TimeSpan.Zero, TimeSpan.Zero);
        long length = (long)_options.IterationLength * _options.DecisionsPerRound;
        long end = Math.Min(_options.Decisions, (_loop.Iteration + 1L - _options.OfflineIterations) * length);
        while (_decisions < end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long start = _time.GetTimestamp();
            Collect(Math.Min(end, _decisions + _options.DecisionsPerRound));
            rollout += _time.GetElapsedTime(start);
            if (!IsReady)
            {
                continue;
            }

            start = _time.GetTimestamp();
            for (int i = 1; i <= _options.UpdatesPerRound; i++)
            {
                _updates.Run(isLast: i == _options.UpdatesPerRound);
            }

            update += _time.GetElapsedTime(start);
        }

        return (rollout, update);
    }

    private void Collect(long end)
    {
        for (; _decisions < end; _decisions++, _decisionsInReplay++)
        {
            bool isRandom = _options.RandomWarmup && _decisions < _options.WarmupDecisions;
            _environmentSteps += _collector.Collect(_decisionRandom, _decisions, isRandom);
        }
    }

    private FineTuningProgress Report(
        int completed,
        EpisodeStatistics? episodes,
        (EpisodeStatistics? Statistics, TimeSpan Time) evaluation,
        TimeSpan rollout,
        TimeSpan update) =>
        new(completed, _options.Iterations, _environmentSteps, episodes, null, evaluation.Statistics, null, rollout, update, evaluation.Time)
        {
            Metrics = _updates.TakeMetrics(),
        };
}
