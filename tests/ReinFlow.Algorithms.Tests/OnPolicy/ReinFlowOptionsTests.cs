using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

public sealed class ReinFlowOptionsTests
{
    [Test]
    public void DefaultsAreThoseOfTheOfficialHopperConfiguration()
    {
        var options = new ReinFlowOptions();

        Assert.That(options.Iterations, Is.EqualTo(1000));
        Assert.That(options.Decisions, Is.EqualTo(500));
        Assert.That(options.Discount, Is.EqualTo(0.99));
        Assert.That(options.Lambda, Is.EqualTo(0.95));
        Assert.That((options.Epochs, options.PassesPerEpoch, options.MinibatchSize), Is.EqualTo((5, 10, 50_000)));
        Assert.That(options.ClipRange, Is.EqualTo(0.01f));
        Assert.That((options.EntropyCoefficient, options.ValueCoefficient), Is.EqualTo((0.03f, 0.5f)));
        Assert.That(options.PolicyLearningRate, Is.EqualTo(new CosineWarmupSchedule { Maximum = 4.5e-5, Minimum = 2e-5 }));
        Assert.That(options.CriticLearningRate, Is.EqualTo(new CosineWarmupSchedule { Maximum = 6.5e-4, Minimum = 3e-4 }));
        Assert.That((options.PolicyWeightDecay, options.CriticWeightDecay), Is.EqualTo((0f, 1e-5f)));
        Assert.That(options.MaximumGradientNorm, Is.Null);
        Assert.That(options.ValueClipRange, Is.Null);
        Assert.That(new ReinFlowOptionsValidator().Validate(null, options).Succeeded, Is.True);
    }

    [Test]
    public void ARangeIsChecked() => AssertRefused(new ReinFlowOptions { Discount = 1.5 }, "Discount");

    [Test]
    public void TheLimitsOfTheLogDensityMustBeInOrder() =>
        AssertRefused(new ReinFlowOptions { MinimumLogDensity = 2f }, "MinimumLogDensity (2) must be less than MaximumLogDensity (1)");

    [Test]
    public void AWarmUpMustFitIntoItsCycle() => AssertRefused(
        new ReinFlowOptions { PolicyLearningRate = new CosineWarmupSchedule { CycleSteps = 10, WarmupSteps = 10 } },
        "PolicyLearningRate.WarmupSteps (10) must be less than CycleSteps (10)");

    [Test]
    public void AnAdaptiveLearningRateNeedsATarget() => AssertRefused(
        new ReinFlowOptions { KlControl = KlControl.AdaptLearningRate, TargetKl = null },
        "KlControl (AdaptLearningRate) needs a TargetKl above 0");

    private static void AssertRefused(ReinFlowOptions options, string message) =>
        Assert.That(() => new PpoChainObjective(options), Throws.ArgumentException.With.Message.Contains(message));
}
