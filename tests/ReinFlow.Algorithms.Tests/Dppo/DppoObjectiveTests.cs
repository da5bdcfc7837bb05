using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

public sealed class DppoObjectiveTests
{
    [TestCase(10, .001f, .01f, new[] { .001, .001187, .001447, .00181, .002317, .003025, .004013, .005391, .007315, .01 })]
    [TestCase(5, .001f, .01f, new[] { .001, .001527, .002642, .005002, .01 })]
    [TestCase(3, .01f, .01f, new[] { .01, .01, .01 })]
    [TestCase(1, .001f, .01f, new[] { .01 })]
    public void ClipRangesGrowTowardsTheLastStep(int steps, float noisiest, float last, double[] expected)
    {
        var objective = new DppoObjective(new DppoOptions { NoisiestClipRange = noisiest, ClipRange = last }, steps);

        Assert.That(objective.ClipRanges.ToArray(), Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void TheLossIsTheMeanOverStepsOfTheClippedOnes()
    {
        using var engine = new CpuEngine(new CpuEngineOptions { Threads = 1 });
        using TensorScope scope = engine.OpenScope();
        var objective = new DppoObjective(new DppoOptions { ClipRange = .1f, NoisiestClipRange = .1f, DenoisingDiscount = .5 }, 2);
        Tensor density = engine.FromValues([.6f, -.6f, 0f, .12f], [2, 2]);
        var batch = new ChainBatch(
            new ActionChunkSpec(4, 2, 3),
            ScoredSteps: 2,
            engine.Zeros([2]),
            engine.Zeros([2, 2]),
            engine.FromValues([1f, -2f], [2]),
            engine.FromValues([.5f, .5f], [2]));

        ChainLoss loss = objective.Compute(batch, new ChainLikelihood(density, engine.Zeros([2, 2]) + 12f, engine.Zeros([2, 2, 12])));

        // Six scored components: log-ratios of 0.1, −0.1, 0 and 0.02.
        double[] expected = [-.5 * 1.1, -Math.Exp(-.1), .5 * 2, 2 * Math.Exp(.02)];
        Assert.That(loss.Policy.ToSingle(), Is.EqualTo(expected.Average()).Within(1e-6));
        Assert.That(loss.LogRatio.ToArray(), Is.EqualTo((double[])[.1, -.1, 0, .02]).Within(1e-6));
        Assert.That(loss.Entropy.ToSingle(), Is.EqualTo(2).Within(1e-6), "12 per step over 6 components");
    }

    [Test]
    public void DefaultsAreThoseOfTheOfficialHopperConfiguration()
    {
        var options = new DppoOptions();

        Assert.That((options.Iterations, options.Decisions, options.Epochs), Is.EqualTo((1000, 500, 5)));
        Assert.That(options.MinibatchSize * 10, Is.EqualTo(50_000), "Ten denoising steps make that many transitions");
        Assert.That((options.ClipRange, options.NoisiestClipRange), Is.EqualTo((.01f, .01f)));
        Assert.That((options.DenoisingDiscount, options.ClipGrowth), Is.EqualTo((.99, 3.0)));
        Assert.That((options.EntropyCoefficient, options.ValueCoefficient), Is.EqualTo((0f, .5f)));
        Assert.That((options.PolicyLearningRate.At(0), options.PolicyLearningRate.At(55)), Is.EqualTo((1e-4, 1e-4)));
        Assert.That((options.CriticLearningRate.At(0), options.CriticLearningRate.At(55)), Is.EqualTo((1e-3, 1e-3)));
        Assert.That(new DppoOptionsValidator().Validate(null, options).Succeeded, Is.True);
    }

    [Test]
    public void OptionsAreChecked()
    {
        AssertRefused(new DppoOptions { ClipRange = 0f }, "ClipRange");
        AssertRefused(
            new DppoOptions { PolicyLearningRate = new CosineWarmupSchedule { CycleSteps = 10, WarmupSteps = 10 } },
            "PolicyLearningRate.WarmupSteps (10) must be less than CycleSteps (10)");

        static void AssertRefused(DppoOptions options, string message) =>
            Assert.That(() => new DppoObjective(options, 2), Throws.ArgumentException.With.Message.Contains(message));
    }
}
