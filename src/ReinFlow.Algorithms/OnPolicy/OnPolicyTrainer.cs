using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ReinFlow.FineTuning;
using ReinFlow.Policies;

namespace ReinFlow.Algorithms;

/// <summary>Fine-tunes a chain policy on-policy: iterations of rollout, advantages and update. ReinFlow is one objective of it.</summary>
/// <remarks>
/// All randomness derives from the seed: the streams of an iteration are splits by purpose and iteration, so that the result
/// has the same bits for any number of threads. Evaluations always start from the same resets and noise, which makes them
/// comparable, and leave the episodes of training alone.
/// </remarks>
/// <threadsafety>One run at a time.</threadsafety>
public sealed class OnPolicyTrainer : IFineTuner, ITraining, IDisposable
{
    private readonly OnPolicySetup _setup;
    private readonly OnPolicyOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly RandomSource _random;
    private readonly RolloutBuffer _rollout;
    private readonly RolloutCollector _collector;
    private readonly ReturnScaler _scaler;
    private readonly GeneralizedAdvantage _advantage;
    private readonly UpdateOptimizers _optimizers;
    private readonly PpoUpdate _update;
    private readonly TrainingLoop _loop;
    private readonly CollapseWatch _watch = new();
    private long _environmentSteps;

    /// <summary>Initializes a new instance of the <see cref="OnPolicyTrainer"/> class.</summary>
    /// <param name="setup">What the run is made of; it stays the caller's to dispose.</param>
    /// <param name="options">The options; copied.</param>
    /// <param name="objective">The objective of the policy.</param>
    /// <param name="logger">Receives one entry per iteration, or <see langword="null"/>.</param>
    /// <param name="time">Measures the phases, or <see langword="null"/> for the system's clock.</param>
    /// <exception cref="ArgumentException">Policy and environments do not fit together.</exception>
    public OnPolicyTrainer(
        OnPolicySetup setup,
        OnPolicyOptions options,
        IChainObjective objective,
        ILogger<OnPolicyTrainer>? logger = null,
        TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(objective);

        (OnPolicyModel model, _setup) = (setup.Model, setup);
        _options = options with { };
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _time = time ?? TimeProvider.System;
        _random = new RandomSource(options.Seed);
        _rollout = new RolloutBuffer(Shape(setup, options));
        _collector = new RolloutCollector(model.Engine, model.Policy, model.Critic, setup.Environment, _rollout);
        _scaler = new ReturnScaler(setup.Environment.Count, options.Discount);
        _advantage = new GeneralizedAdvantage(options.Discount, options.Lambda, options.RewardScale);
        _optimizers = new UpdateOptimizers(model, options);
        _update = new PpoUpdate(model, objective, _options, _rollout, _optimizers, setup.DumpDirectory);
        SampleMode mode = options.DeterministicEvaluation ? SampleMode.Deterministic : SampleMode.Stochastic;
        var evaluation = new ScheduledEvaluation(
            setup.EvaluationEnvironment is { } environment ? new Evaluator(model.Engine, new ChainActionSampler(model.Policy, mode), environment) : null,
            new EvaluationPlan(options.Iterations, options.EvaluationEvery, options.EvaluationEpisodes, options.EvaluationDecisions),
            _random,
            _logger,
            _time);
        _loop = new TrainingLoop(this, setup.Checkpoints, evaluation, options.CheckpointEvery, _logger);
    }

    /// <summary>Gets the whole state of the run; it refers to live parameters.</summary>
    public FineTuningState State => new(
        [
            new LearnedPart("actor_ft", _setup.Model.PolicyParameters, _optimizers.Policy),
            new LearnedPart("critic", _setup.Model.CriticParameters, _optimizers.Critic),
            .. _setup.Frozen,
        ],
        Progress)
    {
        ResumeFiles = _loop.IsMidIteration ? [] : EpisodeFile.Parts(_setup.Environment, _collector.Episodes),
    };

    private FineTuningStateRecord Progress => new(
        _loop.Iteration,
        _loop.IsMidIteration,
        _environmentSteps,
        _options.Seed,
        _optimizers.Policy.StepCount,
        _optimizers.Critic.StepCount,
        _optimizers.Adaptive?.Rates,
        _scaler.State,
        _loop.History.First,
        _loop.History.Best,
        _loop.History.BestIteration,
        _loop.History.Last);

    /// <inheritdoc/>
    long ITraining.EnvironmentSteps => _environmentSteps;

    /// <inheritdoc/>
    bool ITraining.IsNew => _loop.Iteration == 0 && _environmentSteps == 0;

    /// <summary>Creates the trainer of ReinFlow.</summary>
    /// <param name="setup">What the run is made of; it stays the caller's to dispose.</param>
    /// <param name="options">The options; copied.</param>
    /// <param name="logger">Receives one entry per iteration, or <see langword="null"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentException">The options break a rule, or policy and environments do not fit together.</exception>
    public static OnPolicyTrainer ReinFlow(OnPolicySetup setup, ReinFlowOptions options, ILogger<OnPolicyTrainer>? logger = null) =>
        new(setup, options, new PpoChainObjective(options), logger);

    /// <inheritdoc/>
    public Task<FineTuningReport> FineTuneAsync(
        IProgress<FineTuningProgress>? progress = null, CancellationToken cancellationToken = default) =>
        _loop.RunAsync(progress, cancellationToken);

    /// <summary>Takes the counters of a saved run, whose parameters and moments are already in place.</summary>
    /// <param name="saved">The saved run.</param>
    /// <param name="episodesPath">Its running episodes, or <see langword="null"/>: then new ones begin.</param>
    /// <exception cref="ArgumentException">The saved run has another seed or another algorithm.</exception>
    /// <exception cref="Formats.FileFormatException">The episodes are damaged or belong to other environments.</exception>
    public void Restore(FineTuningStateRecord saved, string? episodesPath = null)
    {
        ArgumentNullException.ThrowIfNull(saved);

        if (saved.Seed != _options.Seed)
        {
            throw new ArgumentException(
                $"The saved run has the seed {saved.Seed}, but the options say {_options.Seed}. Resume with the seed of the saved run.",
                nameof(saved));
        }

        _environmentSteps = saved.EnvironmentSteps;
        (_optimizers.Policy.StepCount, _optimizers.Critic.StepCount) = (saved.PolicySteps, saved.CriticSteps);
        _scaler.State = saved.ReturnScaler ?? throw new ArgumentException("The saved run is off-policy. Resume with its own recipe.", nameof(saved));
        if (_optimizers.Adaptive is { } adaptive && saved.AdaptiveRates is { } rates)
        {
            adaptive.Rates = rates;
        }

        _loop.Restore(saved, _collector.Restore(episodesPath, _logger));
    }

    /// <summary>Releases the optimisers' memory; the setup stays as it is.</summary>
    public void Dispose() => _optimizers.Dispose();

    /// <inheritdoc/>
    void ITraining.Announce() => _logger.FineTuningStarted(
        _setup.Environment.Spec.Name,
        _rollout.Shape.Samples,
        _setup.Model.PolicyParameters.TrainableCount,
        _setup.Model.CriticParameters.TrainableCount,
        _setup.Model.Engine.Name);

    /// <inheritdoc/>
    void ITraining.BeginEpisodes() => _collector.Reset(_random.Split("environment").Split(_loop.Iteration));

    /// <inheritdoc/>
    FineTuningProgress ITraining.Start(CancellationToken cancellationToken)
    {
        _setup.Model.Policy.BeginIteration(0, _options.Iterations);
        return Report(0, null, null, _loop.Evaluate(cancellationToken), default, default);
    }

    /// <inheritdoc/>
    FineTuningProgress ITraining.RunIteration(CancellationToken cancellationToken)
    {
        RandomSource random = _random.Split("iteration").Split(_loop.Iteration);
        long start = _time.GetTimestamp();
        EpisodeStatistics episodes = Collect(random, cancellationToken);
        TimeSpan rolloutTime = _time.GetElapsedTime(start);

        start = _time.GetTimestamp();
        var request = new UpdateRequest(_loop.Iteration, _loop.Iteration >= _options.CriticWarmupIterations, Rates(), random);
        UpdateStatistics update = _update.Run(request, cancellationToken);
        TimeSpan updateTime = _time.GetElapsedTime(start);

        int completed = _loop.Iteration + 1;
        LogIteration(completed, episodes, update);
        IReadOnlyList<string> warnings = request.TrainsPolicy ? Watch(completed, update) : [];
        return Report(completed, episodes, update, _loop.Evaluate(cancellationToken), rolloutTime, updateTime) with { Warnings = warnings };
    }

    private static RolloutShape Shape(OnPolicySetup setup, OnPolicyOptions options) => new(
        options.Decisions,
        setup.Environment.Count,
        setup.Environment.ObservationHistory,
        setup.Environment.Spec.ObservationDimension,
        setup.Model.Policy.DenoisingSteps,
        setup.Model.Policy.ActionChunk)
    {
        ChainStates = setup.Model.Policy.ChainStates,
    };

    private IReadOnlyList<string> Watch(int completed, UpdateStatistics update)
    {
        IReadOnlyList<string> warnings = _watch.Check(update, _setup.Model.Policy.NoiseBounds);
        foreach (string warning in warnings)
        {
            _logger.PolicyInDanger(completed, warning);
        }

        return warnings;
    }

    private EpisodeStatistics Collect(RandomSource random, CancellationToken cancellationToken)
    {
        using Activity? activity = FineTuningActivities.Start(FineTuningActivities.Rollout);
        _setup.Model.Policy.BeginIteration(_loop.Iteration, _options.Iterations);
        if (_options.ResetEachIteration)
        {
            _collector.Reset(random.Split("environment"));
        }

        _environmentSteps += _collector.Collect(random.Split("denoising"), cancellationToken);
        if (_options.ScaleRewards)
        {
            _scaler.Scale(_rollout.Rewards, _rollout.Firsts, _rollout.ScaledRewards);
        }
        else
        {
            _rollout.Rewards.CopyTo(_rollout.ScaledRewards, 0);
        }

        _advantage.Compute(_rollout);
        return _collector.Episodes.Take(_setup.Environment.Spec.SuccessCriterion);
    }

    private LearningRates Rates() => new(
        _options.PolicyLearningRate.At(Math.Max(0, _loop.Iteration - _options.CriticWarmupIterations)),
        _options.CriticLearningRate.At(_loop.Iteration));

    private void LogIteration(int completed, EpisodeStatistics episodes, UpdateStatistics update)
    {
        _logger.IterationCompleted(completed, _options.Iterations, episodes.MeanReturn, update.ApproximateKl, update.ClipFraction);
        if (update.StoppedByKl)
        {
            _logger.StoppedByKl(completed, update.Minibatches);
        }
    }

    private FineTuningProgress Report(
        int completed,
        EpisodeStatistics? episodes,
        UpdateStatistics? update,
        (EpisodeStatistics? Statistics, TimeSpan Time) evaluation,
        TimeSpan rolloutTime,
        TimeSpan updateTime) => new(
            completed,
            _options.Iterations,
            _environmentSteps,
            episodes,
            update,
            evaluation.Statistics,
            _setup.Model.Policy.NoiseBounds,
            rolloutTime,
            updateTime,
            evaluation.Time);
}
