using ReinFlow.Demonstrations;
using ReinFlow.FineTuning;

namespace ReinFlow.Algorithms.Tests;

[Category("Learning")]
public sealed class FqlTrainerTests
{
    [TestCase(1UL)]
    [TestCase(2UL)]
    [TestCase(3UL)]
    public async Task TheOneStepPolicyLearnsFromItsOwnExperience(ulong seed)
    {
        (double first, double last) = await Train(Options(seed) with { Decisions = 500, WarmupDecisions = 100, RandomWarmup = true }, null);
        Assert.That(last, Is.GreaterThan(0.4 * first), "Rewards are negative distances");
    }

    [TestCase(1UL)]
    [TestCase(2UL)]
    [TestCase(3UL)]
    public async Task TheOneStepPolicyBecomesBetterThanTheDataWithoutActing(ulong seed)
    {
        var data = new RandomPlay(2_000);
        (_, double last) = await Train(Options(seed) with { OfflineUpdates = 1_000, Decisions = 0 }, data);

        // Episodes have six steps less their late start of one on average.
        Assert.That(last / 5.0, Is.GreaterThan(0.4 * data.MeanReward));
    }

    private static FqlOptions Options(ulong seed) => new()
    {
        UpdatesPerRound = 2,
        IterationLength = 100,
        BatchSize = SmallFql.BatchSize,
        DistillationCoefficient = 0.1,
        NormalizeValues = true,
        PolicyLearningRate = 1e-3,
        CriticLearningRate = 1e-3,
        TargetRate = 0.02,
        Discount = 0.9,
        EvaluationEvery = 5,
        EvaluationEpisodes = 40,
        EvaluationDecisions = 100,
        Seed = seed,
    };

    private static async Task<(double First, double Last)> Train(FqlOptions options, ITransitions? data)
    {
        using var fql = new SmallFql(options);
        using var environment = new TargetEnvironment(8, 1);
        using var evaluation = new TargetEnvironment(8, 1);
        var setup = new OffPolicySetup(fql.Engine, fql.Algorithm, environment, evaluation) { OfflineData = data };
        var progress = new ProgressList<FineTuningProgress>();
        FineTuningReport report = await new OffPolicyTrainer(setup, options).FineTuneAsync(progress);
        Assert.That(progress.Reports[^1].Metrics.Select(metric => metric.Name), Is.EqualTo(fql.Algorithm.MetricNames));
        TestContext.Out.WriteLine($"return {report.First!.MeanReturn:F2} before, {report.Last!.MeanReturn:F2} after");
        return (report.First.MeanReturn, report.Last.MeanReturn);
    }

    /// <summary>Uniform actions for the target task, each an episode of one step.</summary>
    private sealed class RandomPlay : ITransitions
    {
        private readonly float[] _targets;
        private readonly float[] _actions;

        public RandomPlay(int count)
        {
            Count = count;
            var random = new RandomSource(9);
            _targets = new float[2 * count];
            _actions = new float[2 * count];
            for (int i = 0; i < _targets.Length; i++)
            {
                _targets[i] = (1.4f * random.NextSingle()) - 0.7f;
                _actions[i] = (2f * random.NextSingle()) - 1f;
            }

            MeanReward = Enumerable.Range(0, count).Average(i => (double)Reward(i));
        }

        public double MeanReward { get; }

        public int Count { get; }

        public int ObservationHistory => 1;

        public int ObservationDimension => 2;

        public int ExecutedSteps => 1;

        public int ActionDimension => 2;

        public void Read(
            int first, Span<float> observations, Span<float> actions, Span<float> rewards, Span<bool> terminated, Span<float> nextObservations)
        {
            _targets.AsSpan(2 * first, observations.Length).CopyTo(observations);
            _targets.AsSpan(2 * first, observations.Length).CopyTo(nextObservations);
            _actions.AsSpan(2 * first, actions.Length).CopyTo(actions);
            terminated.Fill(true);
            for (int i = 0; i < rewards.Length; i++)
            {
                rewards[i] = Reward(first + i);
            }
        }

        private float Reward(int index)
        {
            float x = _targets[2 * index] - _actions[2 * index];
            float y = _targets[(2 * index) + 1] - _actions[(2 * index) + 1];
            return -MathF.Sqrt((x * x) + (y * y));
        }
    }
}
