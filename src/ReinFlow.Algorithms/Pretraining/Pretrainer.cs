using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ReinFlow.Demonstrations;
using ReinFlow.FineTuning;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>Teaches a policy to imitate demonstrations; an average of its parameters is what acts in the end.</summary>
/// <remarks>
/// AdamW on shuffled minibatches; the average is a copy of the parameters before <see cref="PretrainingOptions.AverageStartEpoch"/>.
/// The same seed gives the same bits for any number of threads.
/// </remarks>
/// <threadsafety>One run at a time.</threadsafety>
public sealed class Pretrainer : IDisposable
{
    private readonly PretrainingSetup _setup;
    private readonly PretrainingOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly RandomSource _random;
    private long _minibatches;

    /// <summary>Initializes a new instance of the <see cref="Pretrainer"/> class.</summary>
    /// <param name="setup">What the run is made of; it stays the caller's to dispose.</param>
    /// <param name="options">The options; copied.</param>
    /// <param name="logger">Receives one entry per epoch, or <see langword="null"/>.</param>
    /// <param name="time">Measures the phases, or <see langword="null"/> for the system's clock.</param>
    /// <exception cref="ArgumentException">There are fewer windows than one minibatch needs, or an option is out of range.</exception>
    public Pretrainer(PretrainingSetup setup, PretrainingOptions options, ILogger<Pretrainer>? logger = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(setup);
        OptionsGuard.Require(options, new PretrainingOptionsValidator());
        if (setup.Demonstrations.Count < options.MinibatchSize)
        {
            throw new ArgumentException(
                $"{setup.Demonstrations.Count} windows do not fill one minibatch of {options.MinibatchSize}. Record more demonstrations " +
                "or lower MinibatchSize.",
                nameof(setup));
        }

        _setup = setup;
        _options = options with { };
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _time = time ?? TimeProvider.System;
        _random = new RandomSource(options.Seed).Split("pretraining");
        Optimizer = new AdamW(setup.Parameters, new AdamWOptions { WeightDecay = options.WeightDecay });
        Average = new ExponentialMovingAverage(setup.Parameters);
    }

    /// <summary>Gets the number of completed epochs.</summary>
    public int Epoch { get; private set; }

    /// <summary>Gets the optimiser.</summary>
    public AdamW Optimizer { get; }

    /// <summary>Gets the average of the parameters.</summary>
    public ExponentialMovingAverage Average { get; }

    /// <summary>Gets how far the run is.</summary>
    public PretrainingStateRecord State => new(Epoch, _options.Seed, Optimizer.StepCount);

    /// <summary>Runs until the epochs are done or the token is cancelled.</summary>
    /// <param name="progress">Receives one report per epoch, in order, on the training thread, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Observed between minibatches.</param>
    /// <returns>The last report.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the policy keeps the last completed minibatch.</exception>
    /// <exception cref="TrainingDivergedException">The loss is not finite.</exception>
    public Task<PretrainingProgress> PretrainAsync(
        IProgress<PretrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Task.Factory.StartNew(
            () => Run(progress, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Takes the counters of a saved run, whose parameters, average and moments are already in place.</summary>
    /// <param name="saved">The saved run.</param>
    /// <exception cref="ArgumentException">The saved run has another seed.</exception>
    public void Restore(PretrainingStateRecord saved)
    {
        ArgumentNullException.ThrowIfNull(saved);

        if (saved.Seed != _options.Seed)
        {
            throw new ArgumentException(
                $"The saved run has the seed {saved.Seed}, but the options say {_options.Seed}. Give the seed of the saved run.",
                nameof(saved));
        }

        (Epoch, Optimizer.StepCount, _minibatches) = (saved.Epoch, saved.Steps, saved.Steps);
    }

    /// <summary>Releases the memory of optimiser and average; the setup stays as it is.</summary>
    public void Dispose()
    {
        Optimizer.Dispose();
        Average.Dispose();
    }

    private PretrainingProgress Run(IProgress<PretrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var loss = new WindowLoss(_setup.Objective, _setup.Demonstrations, _setup.Parameters, _options.MinibatchSize);
        bool isNew = Epoch == 0;
        PretrainingProgress last = Report(double.NaN, TimeSpan.Zero, isNew && _options.EvaluationEvery > 0, cancellationToken);
        if (isNew)
        {
            progress?.Report(last);
        }

        try
        {
            while (Epoch < _options.Epochs)
            {
                long start = _time.GetTimestamp();
                double mean = RunEpoch(loss, cancellationToken);
                Epoch++;
                _logger.EpochCompleted(Epoch, _options.Epochs, mean);
                bool isDue = _options.EvaluationEvery > 0 && (Epoch % _options.EvaluationEvery == 0 || Epoch == _options.Epochs);
                last = Report(mean, _time.GetElapsedTime(start), isDue, cancellationToken);
                progress?.Report(last);
            }
        }
        catch (OperationCanceledException)
        {
            _logger.PretrainingCancelled(Epoch + 1);
            throw;
        }

        return last;
    }

    private double RunEpoch(WindowLoss loss, CancellationToken cancellationToken)
    {
        RandomSource random = _random.Split(Epoch);
        int[] order = new int[_setup.Demonstrations.Count];
        random.Split("minibatch").FillPermutation(order);
        RandomSource draws = random.Split("draws");
        double learningRate = _options.LearningRate.At(Epoch);
        int size = _options.MinibatchSize;
        double sum = 0;
        int count = order.Length / size;
        for (int index = 0; index < count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _setup.Parameters.ClearGradients();
            double value = loss.Differentiate(order.AsSpan(index * size, size), draws);
            if (!double.IsFinite(value))
            {
                throw new TrainingDivergedException(
                    $"The imitation loss is {value} in minibatch {index} of epoch {Epoch + 1}. Lower LearningRate.Maximum " +
                    $"({_options.LearningRate.Maximum}) or set MaximumGradientNorm.");
            }

            Optimizer.Step(learningRate, _options.MaximumGradientNorm);
            UpdateAverage();
            sum += value;
        }

        return sum / count;
    }

    private void UpdateAverage()
    {
        if (_minibatches % _options.AverageEvery == 0)
        {
            Average.Update(Epoch + 1 < _options.AverageStartEpoch ? 0 : _options.AverageDecay);
        }

        _minibatches++;
    }

    private PretrainingProgress Report(double loss, TimeSpan trainingTime, bool evaluate, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        double? validation = null;
        EpisodeStatistics? evaluation = null;
        using (Average.Use())
        {
            validation = _setup.Validation is { Count: > 0 } windows ? Validate(windows) : null;
            evaluation = evaluate
                ? _setup.Evaluator?.Run(
                    _random.Split("evaluation"), _options.EvaluationEpisodes, _options.EvaluationDecisions, cancellationToken)
                : null;
        }

        return new PretrainingProgress(
            Epoch,
            _options.Epochs,
            loss,
            validation,
            _options.LearningRate.At(Math.Max(0, Epoch - 1)),
            evaluation,
            trainingTime,
            _time.GetElapsedTime(start));
    }

    /// <summary>The draws are the same every time, so that the numbers can be compared.</summary>
    private double Validate(IDemonstrations windows)
    {
        int size = Math.Min(_options.MinibatchSize, windows.Count);
        var loss = new WindowLoss(_setup.Objective, windows, _setup.Parameters, size);
        RandomSource draws = _random.Split("validation");
        int[] indices = new int[size];
        double sum = 0;
        for (int start = 0; start < windows.Count; start += size)
        {
            int count = Math.Min(size, windows.Count - start);
            for (int i = 0; i < count; i++)
            {
                indices[i] = start + i;
            }

            sum += loss.Measure(indices.AsSpan(0, count), draws) * count;
        }

        return sum / windows.Count;
    }
}
