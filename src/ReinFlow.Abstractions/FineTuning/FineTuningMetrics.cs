using System.Diagnostics.Metrics;

namespace ReinFlow.FineTuning;

/// <summary>The instruments of the meter <c>ReinFlow</c>: what a monitoring system sees of running fine-tunings.</summary>
/// <remarks>
/// Names, units and tags are listed in docs/metrics.md and stay as they are. They are recorded once per iteration, and cost nothing when nobody
/// listens. Exact learning curves come from <see cref="FineTuningProgress"/>.
/// </remarks>
/// <threadsafety>Thread-safe.</threadsafety>
public sealed class FineTuningMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "ReinFlow";

    /// <summary>The tag with the name of the run, which every measurement has.</summary>
    public const string RunTag = "reinflow.run";

    /// <summary>The tag with the name of what an algorithm measures, on <c>reinflow.update.metric</c>.</summary>
    public const string MetricTag = "reinflow.metric";

    private readonly UpDownCounter<int> _active;
    private readonly Counter<long> _iterations;
    private readonly Counter<long> _steps;
    private readonly Counter<long> _episodes;
    private readonly Counter<long> _sinkFailures;
    private readonly Histogram<double> _rolloutTime;
    private readonly Histogram<double> _updateTime;
    private readonly Histogram<double> _evaluationTime;
    private readonly EpisodeGauges _rollout;
    private readonly EpisodeGauges _evaluation;
    private readonly UpdateGauges _update;
    private readonly Gauge<double> _metric;

    /// <summary>Initializes a new instance of the <see cref="FineTuningMetrics"/> class.</summary>
    /// <param name="factory">Makes the meter and owns it.</param>
    public FineTuningMetrics(IMeterFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        Meter meter = factory.Create(new MeterOptions(MeterName));
        _active = meter.CreateUpDownCounter<int>("reinflow.runs.active", "{run}", "Runs that are fine-tuning.");
        _iterations = meter.CreateCounter<long>("reinflow.iterations", "{iteration}", "Completed iterations of rollout and update.");
        _steps = meter.CreateCounter<long>("reinflow.environment.steps", "{step}", "Environment steps taken for training.");
        _episodes = meter.CreateCounter<long>("reinflow.episodes", "{episode}", "Episodes that ended in rollouts.");
        _sinkFailures = meter.CreateCounter<long>("reinflow.sink.failures", "{failure}", "Reports that a sink failed to take.");
        _rolloutTime = meter.CreateHistogram<double>("reinflow.rollout.duration", "s", "The time of a rollout.");
        _updateTime = meter.CreateHistogram<double>("reinflow.update.duration", "s", "The time of the updates of an iteration.");
        _evaluationTime = meter.CreateHistogram<double>("reinflow.evaluation.duration", "s", "The time of an evaluation.");
        _rollout = new EpisodeGauges(meter, "rollout");
        _evaluation = new EpisodeGauges(meter, "evaluation");
        _update = new UpdateGauges(meter);
        _metric = meter.CreateGauge<double>("reinflow.update.metric", "1", "What an algorithm measures under a name of its own.");
    }

    /// <summary>Records that a run began or ended.</summary>
    /// <param name="run">The name of the run.</param>
    /// <param name="change">1 when it began, −1 when it ended.</param>
    public void ChangeActive(string run, int change) => _active.Add(change, Tag(run));

    /// <summary>Records that a sink failed to take a report.</summary>
    /// <param name="run">The name of the run.</param>
    public void AddSinkFailure(string run) => _sinkFailures.Add(1, Tag(run));

    /// <summary>Records a report.</summary>
    /// <param name="run">The name of the run.</param>
    /// <param name="progress">The report.</param>
    /// <param name="newSteps">The environment steps since the report before.</param>
    public void Record(string run, FineTuningProgress progress, long newSteps)
    {
        ArgumentNullException.ThrowIfNull(progress);
        KeyValuePair<string, object?> tag = Tag(run);
        _steps.Add(newSteps, tag);
        if (progress.Iteration > 0)
        {
            _iterations.Add(1, tag);
            _rolloutTime.Record(progress.RolloutTime.TotalSeconds, tag);
            _updateTime.Record(progress.UpdateTime.TotalSeconds, tag);
        }

        if (progress.Rollout is { } rollout)
        {
            _episodes.Add(rollout.Episodes, tag);
            _rollout.Record(rollout, tag);
        }

        if (progress.Update is { } update)
        {
            _update.Record(update, tag);
        }

        if (progress.Evaluation is { } evaluation)
        {
            _evaluationTime.Record(progress.EvaluationTime.TotalSeconds, tag);
            _evaluation.Record(evaluation, tag);
        }

        for (int i = 0; i < progress.Metrics.Count && _metric.Enabled; i++)
        {
            (string name, double value) = progress.Metrics[i];
            if (double.IsFinite(value))
            {
                _metric.Record(value, tag, new KeyValuePair<string, object?>(MetricTag, name));
            }
        }
    }

    private static KeyValuePair<string, object?> Tag(string run) => new(RunTag, run);

    /// <summary>Episodes of rollouts or evaluations; a mean over no episode is not recorded.</summary>
    private sealed class EpisodeGauges(Meter meter, string phase)
    {
        private readonly Gauge<double> _return = meter.CreateGauge<double>($"reinflow.{phase}.return", "1", "The mean return of the episodes.");
        private readonly Gauge<double> _success = meter.CreateGauge<double>($"reinflow.{phase}.success_rate", "1", "The share of successful episodes.");
        private readonly Gauge<double> _length = meter.CreateGauge<double>($"reinflow.{phase}.episode_length", "{step}", "The mean length of the episodes.");

        public void Record(EpisodeStatistics episodes, KeyValuePair<string, object?> tag)
        {
            if (episodes.Episodes > 0)
            {
                _return.Record(episodes.MeanReturn, tag);
                _success.Record(episodes.SuccessRate, tag);
                _length.Record(episodes.MeanLength, tag);
            }
        }
    }

    private sealed class UpdateGauges(Meter meter)
    {
        private readonly Gauge<double> _policyLoss = meter.CreateGauge<double>("reinflow.update.policy_loss", "1", "The clipped policy loss.");
        private readonly Gauge<double> _valueLoss = meter.CreateGauge<double>("reinflow.update.value_loss", "1", "Half the mean squared error of the values.");
        private readonly Gauge<double> _entropy = meter.CreateGauge<double>("reinflow.update.entropy", "1", "The entropy rate of the denoising chain.");
        private readonly Gauge<double> _kl = meter.CreateGauge<double>("reinflow.update.kl", "1", "The approximate KL.");
        private readonly Gauge<double> _clipped = meter.CreateGauge<double>("reinflow.update.clip_fraction", "1", "The clip fraction.");
        private readonly Gauge<double> _noise = meter.CreateGauge<double>("reinflow.update.noise_deviation", "1", "The mean standard deviation of the injected noise.");

        public void Record(UpdateStatistics update, KeyValuePair<string, object?> tag)
        {
            _policyLoss.Record(update.PolicyLoss, tag);
            _valueLoss.Record(update.ValueLoss, tag);
            _entropy.Record(update.Entropy, tag);
            _kl.Record(update.ApproximateKl, tag);
            _clipped.Record(update.ClipFraction, tag);
            _noise.Record(update.NoiseDeviation, tag);
        }
    }
}
