using System.Globalization;
using System.Text.Json;
using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

public sealed class LearningRateTests
{
    [TestCase("hopper_actor")]
    [TestCase("pretrain")]
    [TestCase("no_warmup")]
    [TestCase("inverted_bounds")]
    public void TheCosineScheduleIsTheOfficialOne(string name)
    {
        using GoldenCase golden = GoldenCase.Open("07_schedules");
        JsonElement parameters = golden.HyperParameters.GetProperty("cosine_with_restarts").GetProperty(name);
        var schedule = new CosineWarmupSchedule
        {
            Maximum = parameters.GetProperty("max").GetDouble(),
            Minimum = parameters.GetProperty("min").GetDouble(),
            CycleSteps = parameters.GetProperty("cycle_steps").GetInt32(),
            WarmupSteps = parameters.GetProperty("warmup_steps").GetInt32(),
        };
        double[] expected = golden.ExpectedDoubles($"cosine_with_restarts/{name}");

        // Without a rise the formula starts at the maximum; the official class starts its very first cycle at the minimum.
        int first = schedule.WarmupSteps == 0 ? 1 : 0;

        // The tolerance of the case is larger than some learning rates.
        Assert.That(
            Enumerable.Range(first, expected.Length - first).Select(step => schedule.At(step)),
            Is.EqualTo(expected.Skip(first)).Within(1e-12));
    }

    [Test]
    public void PublishedLearningRatesAreReproduced()
    {
        var schedule = new ReinFlowOptions().PolicyLearningRate;
        JsonElement vector = CheckVectors.Read("cosine_warmup_restart(first100,warm10,max4.5e-5,min2e-5) lr after k steps");

        foreach (JsonProperty item in vector.EnumerateObject())
        {
            Assert.That(schedule.At(int.Parse(item.Name, CultureInfo.InvariantCulture)), Is.EqualTo(item.Value.GetDouble()).Within(1e-15));
        }
    }

    [TestCase(0, 1e-5)]
    [TestCase(1, 1.9e-5)]
    [TestCase(5, 5.5e-5)]
    [TestCase(10, 1e-4)]
    [TestCase(55, 5.5e-5)]
    [TestCase(99, 1.0027e-5)]
    [TestCase(100, 1e-5)]
    [TestCase(101, 1.9e-5)]
    public void TheScheduleOfDppoRisesFallsAndRestarts(int step, double expected)
    {
        var schedule = new CosineWarmupSchedule { Maximum = 1e-4, Minimum = 1e-5, CycleSteps = 100, WarmupSteps = 10 };

        Assert.That(schedule.At(step), Is.EqualTo(expected).Within(5e-10));
    }

    [Test]
    public void TheAdaptiveLearningRateFollowsTheOfficialRule()
    {
        using GoldenCase golden = GoldenCase.Open("07_schedules");
        JsonElement parameters = golden.HyperParameters.GetProperty("adaptive_kl");
        var adaptive = new AdaptiveLearningRate(
            parameters.GetProperty("target_kl").GetDouble(),
            new LearningRates(parameters.GetProperty("actor_start").GetDouble(), parameters.GetProperty("critic_start").GetDouble()));
        double[] expected = golden.ExpectedDoubles("adaptive_kl/learning_rates");
        float[] sequence = golden.Input("adaptive_kl_sequence");

        for (int i = 0; i < sequence.Length; i++)
        {
            adaptive.Observe(sequence[i]);
            Assert.That(adaptive.Rates.Policy, Is.EqualTo(expected[2 * i]).Within(1e-12));
            Assert.That(adaptive.Rates.Critic, Is.EqualTo(expected[(2 * i) + 1]).Within(1e-12));
        }
    }

    [Test]
    public void TheTargetKlGovernsTheLearningRatesOfARun()
    {
        using var run = new SmallRun();
        run.Options = run.Options with { KlControl = KlControl.AdaptLearningRate, TargetKl = 1e-9, EvaluationEvery = 0 };
        using OnPolicyTrainer trainer = run.CreateTrainer();

        var progress = new ProgressList<FineTuning.FineTuningProgress>();
        trainer.FineTuneAsync(progress).GetAwaiter().GetResult();

        Assert.That(progress.Reports[^1].Update!.PolicyLearningRate, Is.LessThan(run.Options.PolicyLearningRate.Maximum / 2));
        Assert.That(progress.Reports[^1].Update!.StoppedByKl, Is.False);
    }
}
