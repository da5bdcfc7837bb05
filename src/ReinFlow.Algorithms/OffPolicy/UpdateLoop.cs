using System.Globalization;
using ReinFlow.FineTuning;
using ReinFlow.Formats;

namespace ReinFlow.Algorithms;

/// <summary>Draws batches and lets an algorithm learn from them; every update has streams of its own, by its index.</summary>
internal sealed class UpdateLoop
{
    private readonly IOffPolicyAlgorithm _algorithm;
    private readonly MixedReplay _replay;
    private readonly TransitionBatch _batch;
    private readonly UpdateMetrics _metrics;
    private readonly string? _dumpDirectory;
    private readonly RandomSource _replayStream;
    private readonly RandomSource _algorithmStream;
    private readonly RandomSource _replayRandom = new(0UL);
    private readonly RandomSource _algorithmRandom = new(0UL);

    public UpdateLoop(IOffPolicyAlgorithm algorithm, MixedReplay replay, TransitionBatch batch, RandomSource random, string? dumpDirectory)
    {
        _dumpDirectory = dumpDirectory;
        _algorithm = algorithm;
        _replay = replay;
        _batch = batch;
        _metrics = new UpdateMetrics(algorithm.MetricNames, algorithm.DivergenceCure);
        _replayStream = random.Split("replay");
        _algorithmStream = random.Split("update");
    }

    /// <summary>Gets or sets the number of updates so far.</summary>
    public long Count { get; set; }

    /// <summary>Gets or sets what has been measured since <see cref="TakeMetrics"/>.</summary>
    public UpdateMetricsRecord? Metrics
    {
        get => _metrics.State;
        set => _metrics.State = value;
    }

    /// <summary>Runs one update on offline data.</summary>
    /// <param name="isLast">Whether it is the last one of a round.</param>
    public void RunOffline(bool isLast) => Run(isLast, isOffline: true);

    /// <summary>Runs one update on a batch of all data.</summary>
    /// <param name="isLast">Whether it is the last one of a round.</param>
    public void Run(bool isLast) => Run(isLast, isOffline: false);

    /// <summary>Gets the means of what was measured since the last call.</summary>
    public IReadOnlyList<Metric> TakeMetrics() => _metrics.Take();

    private void Run(bool isLast, bool isOffline)
    {
        _replayStream.SplitInto(Count, _replayRandom);
        _algorithmStream.SplitInto(Count, _algorithmRandom);
        if (isOffline)
        {
            _replay.FillOffline(_batch, _replayRandom);
        }
        else
        {
            _replay.Fill(_batch, _replayRandom);
        }

        _metrics.Begin(Count);
        try
        {
            _algorithm.Update(_batch, new OffPolicyStep(Count, isLast, _algorithmRandom), _metrics);
        }
        catch (TrainingDivergedException exception) when (_dumpDirectory is not null)
        {
            Directory.CreateDirectory(_dumpDirectory);
            string path = Path.Combine(_dumpDirectory, string.Create(CultureInfo.InvariantCulture, $"diverged-update-{Count + 1}.npz"));
            Dump(path);
            throw new TrainingDivergedException($"{exception.Message} The batch is in {path}.", exception);
        }

        Count++;
    }

    private void Dump(string path)
    {
        (int rows, TransitionShape shape) = (_batch.Size, _batch.Shape);
        using NpzWriter writer = NpzWriter.Create(path);
        writer.Add("observations", [rows, shape.ObservationHistory, shape.ObservationDimension], _batch.Observations);
        writer.Add("actions", [rows, shape.ExecutedSteps, shape.ActionDimension], _batch.Actions);
        writer.Add("rewards", [rows], _batch.Rewards);
        writer.Add("discounts", [rows], _batch.Discounts);
        writer.Add("next_observations", [rows, shape.ObservationHistory, shape.ObservationDimension], _batch.NextObservations);
        writer.Complete();
    }
}
