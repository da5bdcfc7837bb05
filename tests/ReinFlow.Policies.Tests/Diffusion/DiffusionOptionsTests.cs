namespace ReinFlow.Policies.Tests;

public sealed class DiffusionOptionsTests : EngineTests
{
    private static readonly ActionChunkSpec Chunk = new(4, 4, 3);

    [Test]
    public void DefaultsAreThoseOfTheLocomotionTasks()
    {
        Assert.That(new DiffusionChainOptions(), Is.EqualTo(new DiffusionChainOptions
        {
            NoiseLevels = 20,
            Sampling = DiffusionSampling.Ddpm,
            DenoisingSteps = null,
            FineTunedSteps = 10,
            Eta = 1f,
            CleanActionLimit = 1f,
            NoiseLimit = 3f,
            FinalActionLimit = null,
            MinimumStandardDeviation = 0.1f,
            MinimumScoredDeviation = 0.1f,
            MinimumLogDensity = -5f,
            MaximumLogDensity = 2f,
            ScoredSteps = null,
        }));
    }

    [TestCase(4, 3, 11, 16, new int[0], 512, 553_020)]
    [TestCase(4, 9, 60, 16, new[] { 128, 32 }, 256, 175_604)]
    [TestCase(4, 7, 23, 32, new[] { 512, 64 }, 1024, 2_305_212)]
    public void TheNetworksOfHopperKitchenAndSquareHaveTheOfficialNumberOfParameters(
        int horizon, int action, int observation, int embedding, int[] condition, int width, int expected)
    {
        var policy = new DiffusionPolicy(new ActionChunkSpec(horizon, horizon, action), observation, new FlowNetworkOptions
        {
            StepEmbeddingDimension = embedding,
            ConditionLayers = condition,
            Head = new PerceptronOptions { HiddenLayers = [width, width, width] },
        });

        Assert.That(policy.Network.NamedParameters().Sum(item => item.Parameter.Shape.ElementCount), Is.EqualTo(expected));
    }

    [TestCase(DiffusionSampling.Ddpm, null, 10, 4, 2, Description = "Levels 15, 10 are frozen, 5, 0 fine-tuned as 0 … 9 were")]
    [TestCase(DiffusionSampling.Ddpm, null, 10, 20, 10)]
    [TestCase(DiffusionSampling.Ddpm, null, 10, 1, 1)]
    [TestCase(DiffusionSampling.Ddpm, null, 20, 5, 5)]
    [TestCase(DiffusionSampling.Ddim, 4, 4, 4, 4)]
    [TestCase(DiffusionSampling.Ddim, 4, 2, 4, 2)]
    [TestCase(DiffusionSampling.Ddim, 4, 2, 10, 3, Description = "Levels 4, 2, 0 of 18, 16 … 0: those up to level 5")]
    public void InOtherStepsTheSameNoiseLevelsAreFineTuned(DiffusionSampling sampling, int? steps, int fineTuned, int wanted, int expected)
    {
        var options = new DiffusionChainOptions { Sampling = sampling, DenoisingSteps = steps, FineTunedSteps = fineTuned };

        DiffusionChainOptions other = options.InDdimSteps(wanted);

        Assert.That((other.Sampling, other.DenoisingSteps, other.FineTunedSteps), Is.EqualTo((DiffusionSampling.Ddim, wanted, expected)));
    }

    [TestCase(0)]
    [TestCase(21)]
    public void StepsBeyondTheNoiseLevelsAreRefused(int steps) =>
        Assert.That(() => new DiffusionChainOptions().InDdimSteps(steps), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void NoiseLevelsAreEmbeddedAsTheNumbersThatTheyAre()
    {
        double[] sines = [.656987, .953217, .482739, .134738, .036248, .009726, .002609, .000700];
        double[] cosines = [.753902, -.302287, .875764, .990881, .999343, .999953, .999997, 1];

        float[] embedding = Engine.SinusoidalEmbedding(Engine.FromValues([7f], [1]), 16).ToArray();

        Assert.That(embedding, Is.EqualTo(sines.Concat(cosines)).Within(1e-6));
    }

    [Test]
    public void WhatContradictsItselfIsRefused()
    {
        AssertRefused(options => options.DenoisingSteps = 4, "DenoisingSteps (4) must be NoiseLevels (20) with Ddpm");
        AssertRefused(options => (options.Sampling, options.DenoisingSteps) = (DiffusionSampling.Ddim, 21), "DenoisingSteps (21) must not exceed NoiseLevels (20)");
        AssertRefused(options => options.FineTunedSteps = 21, "FineTunedSteps (21) must not exceed the number of denoising steps (20)");
        AssertRefused(options => options.MinimumLogDensity = 2f, "MinimumLogDensity (2) must be less than MaximumLogDensity (2)");
        AssertRefused(options => options.ScoredSteps = 5, "ScoredSteps (5) must not exceed the horizon (4)");
        AssertRefused(options => options.Sampling = (DiffusionSampling)7, "Sampling (7) must be one of Ddpm, Ddim");
        Assert.That(
            () => new DiffusionSampler(Policy(), new DiffusionSamplerOptions { DenoisingSteps = 4 }),
            Throws.ArgumentException.With.Message.Contains("Use Ddim for fewer steps"));
        Assert.That(new DiffusionOptionsValidator().Validate(null, new DiffusionOptions { ExecutedSteps = 5 }).FailureMessage, Does.Contain("ExecutedSteps (5)"));
    }

    [Test]
    public void PoliciesThatDoNotFitTogetherAreRefused()
    {
        var other = new DiffusionPolicy(new ActionChunkSpec(2, 2, 3), 11, new FlowNetworkOptions());
        DiffusionPolicy policy = Policy();

        Assert.That(() => new DiffusionChainPolicy(policy, other, new()), Throws.ArgumentException.With.Message.Contains("The frozen policy predicts"));
        Assert.That(() => new DiffusionChainPolicy(policy, policy, new()), Throws.ArgumentException.With.Message.Contains("a frozen policy of their own"));
    }

    [Test]
    public void AFrozenPolicyWithMemoryIsRefused()
    {
        DiffusionPolicy frozen = Policy();
        Store(frozen.Network);

        Assert.That(() => new DiffusionChainPolicy(Policy(), frozen, new()), Throws.InvalidOperationException.With.Message.Contains("Freeze it before"));
    }

    private static DiffusionPolicy Policy() => new(Chunk, 11, new FlowNetworkOptions());

    private static void AssertRefused(Action<DiffusionChainOptions> configure, string message)
    {
        var options = new DiffusionChainOptions();
        configure(options);
        Assert.That(() => new DiffusionChainPolicy(Policy(), Policy(), options), Throws.ArgumentException.With.Message.Contains(message));
    }
}
