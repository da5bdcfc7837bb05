using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class PolicyOptionsTests
{
    private static readonly RectifiedFlowPolicy Flow = new(new ActionChunkSpec(4, 4, 3), 11, new FlowNetworkOptions());

    [Test]
    public void DefaultsAreThoseOfTheLocomotionTasks()
    {
        Assert.That(new FlowNetworkOptions().StepEmbeddingDimension, Is.EqualTo(16));
        Assert.That(new FlowNetworkOptions().ConditionLayers, Is.Empty);
        Assert.That(new FlowNetworkOptions().Head.HiddenLayers, Is.EqualTo((int[])[512, 512, 512]));
        Assert.That(new FlowNetworkOptions().Head.Activation, Is.EqualTo(ActivationKind.ReLU));
        Assert.That(new PerceptronOptions().HiddenLayers, Is.EqualTo((int[])[256, 256, 256]));
        Assert.That(new PerceptronOptions() with { HiddenLayers = [] }, Is.EqualTo(new PerceptronOptions
        {
            HiddenLayers = [],
            Activation = ActivationKind.Mish,
            OutputActivation = ActivationKind.Identity,
            Residual = true,
            LayerNorm = false,
            FinalLayerNorm = false,
            InitialOutputBias = null,
        }));
        Assert.That(new NoisyFlowOptions(), Is.EqualTo(new NoisyFlowOptions
        {
            DenoisingSteps = 4,
            Grid = FlowTimeGrid.Uniform,
            MeanLimit = 1f,
            NoiseLimit = 3f,
            MinimumStandardDeviation = 0f,
        }));
        Assert.That(
            new EulerSamplerOptions(),
            Is.EqualTo(new EulerSamplerOptions { DenoisingSteps = 4, Grid = FlowTimeGrid.Uniform, ClipEveryStep = true }));
        Assert.That(new NoiseNetOptions().HiddenLayers, Is.EqualTo((int[])[64, 64]));
        Assert.That(new NoiseNetOptions() with { HiddenLayers = [] }, Is.EqualTo(new NoiseNetOptions
        {
            HiddenLayers = [],
            Schedule = NoiseSchedule.LearnDecay,
            MinimumStandardDeviation = 0.1f,
            MaximumStandardDeviation = 0.24f,
            Features = NoiseFeatures.StepAndCondition,
            LearnedStepDimension = 16,
            Activation = ActivationKind.Tanh,
            HoldRatio = 0.35,
            DecayRatio = 0.7,
        }));
        Assert.That(new FlowMatchingOptions().TimeSampling, Is.EqualTo(TimeSampling.Uniform));
        Assert.That(
            new WassersteinOptions(),
            Is.EqualTo(new WassersteinOptions { Sampler = new EulerSamplerOptions(), Start = RegularizerStart.Normal }));
    }

    [Test]
    public void TheNetworkOfHopperHasTheOfficialNumberOfParameters()
    {
        // 32·16 + 32 + 16·32 + 16, 512·39 + 512, 2·(512·512 + 512), 12·512 + 12.
        long count = Flow.Network.NamedParameters().Sum(item => (long)item.Parameter.Shape.ElementCount);

        Assert.That(count, Is.EqualTo(1072 + 20480 + 525312 + 6156));
    }

    [Test]
    public void TheNetworkOfTheKitchenHasTheOfficialNumberOfParameters()
    {
        var policy = new RectifiedFlowPolicy(new ActionChunkSpec(4, 4, 9), 60, new FlowNetworkOptions
        {
            ConditionLayers = [128, 32],
            Head = new PerceptronOptions { HiddenLayers = [256, 256, 256] },
        });

        Assert.That(policy.Network.NamedParameters().Sum(item => item.Parameter.Shape.ElementCount), Is.EqualTo(175604));
    }

    [TestCase(NoiseFeatures.Condition, "explore_noise_net.mlp_logvar.moduleList.0.linear_1.weight", 16, 11)]
    [TestCase(NoiseFeatures.StepAndCondition, "explore_noise_net.mlp_logvar.moduleList.0.linear_1.weight", 29, 27)]
    public void ANoiseNetWithoutHiddenLayersTakesTheOfficialDefault(NoiseFeatures features, string name, int width, int inputs)
    {
        var noise = new LearnedNoiseNet(Flow, 4, new NoiseNetOptions { Features = features, HiddenLayers = [] });

        Parameter weight = noise.Network.NamedParameters().Single(item => item.Name == name).Parameter;
        Assert.That(weight.Shape, Is.EqualTo(TensorShape.Create([width, inputs])));
    }

    [Test]
    public void ALearnedStepEmbeddingStandsBesideTheNoiseNet()
    {
        var options = new NoiseNetOptions { Features = NoiseFeatures.LearnedStepAndCondition, LearnedStepDimension = 6 };
        var noise = new LearnedNoiseNet(Flow, 4, options);
        var policy = new NoisyFlowPolicy(Flow, noise, new NoisyFlowOptions());

        Assert.That(
            policy.Network.NamedParameters().Single(item => item.Name == "time_embedding_explore.weight").Parameter.Shape,
            Is.EqualTo(TensorShape.Create([4, 6])));
    }

    [Test]
    public void BoundsInTheWrongOrderAreRefused() =>
        Assert.That(
            () => new LearnedNoiseNet(Flow, 4, new NoiseNetOptions { MinimumStandardDeviation = 0.3f }),
            Throws.ArgumentException.With.Message.Contains(
                "MinimumStandardDeviation (0.3) must not exceed MaximumStandardDeviation (0.24)."));

    [Test]
    public void ALearnedStepEmbeddingWithoutHiddenLayersIsRefused() =>
        Assert.That(
            () => new LearnedNoiseNet(Flow, 4, new NoiseNetOptions { Features = NoiseFeatures.LearnedStepAndCondition, HiddenLayers = [] }),
            Throws.ArgumentException.With.Message.Contains(
                "HiddenLayers (empty) needs at least one width when Features is LearnedStepAndCondition."));

    [Test]
    public void ANegativeBoundIsRefused()
    {
        var noise = new LearnedNoiseNet(Flow, 4, new NoiseNetOptions());

        Assert.That(() => noise.Bounds = new NoiseBounds(-0.1f, 0.2f), Throws.ArgumentException.With.Message.Contains("(-0.1, 0.2)"));
    }

    [Test]
    public void AScheduleOfTheOtherKindOfNoiseIsRefused()
    {
        var constant = new NoiseNetOptions { Schedule = NoiseSchedule.Constant };

        Assert.That(
            () => new LearnedNoiseNet(Flow, 4, constant),
            Throws.ArgumentException.With.Message.Contains("Schedule (Constant) asks for a FixedNoiseNet."));
        Assert.That(
            () => new FixedNoiseNet(Flow.ActionChunk, 4, new NoiseNetOptions()),
            Throws.ArgumentException.With.Message.Contains("Schedule (LearnDecay) asks for a LearnedNoiseNet."));
    }

    [Test]
    public void NoDenoisingStepsAreRefused()
    {
        var noise = new LearnedNoiseNet(Flow, 4, new NoiseNetOptions());

        Assert.That(
            () => new NoisyFlowPolicy(Flow, noise, new NoisyFlowOptions { DenoisingSteps = 0 }),
            Throws.ArgumentException.With.Message.Contains("DenoisingSteps"));
        Assert.That(
            () => new EulerSampler(Flow, new EulerSamplerOptions { DenoisingSteps = 0 }),
            Throws.ArgumentException.With.Message.Contains("DenoisingSteps"));
    }

    [Test]
    public void NestedOptionsAreValidated() =>
        Assert.That(
            () => new FlowNetwork(12, 11, new FlowNetworkOptions { Head = new PerceptronOptions { HiddenLayers = [8, 8] } }),
            Throws.ArgumentException.With.Message.Contains("HiddenLayers (8, 8) must have an odd number of entries"));

    [Test]
    public void AStateOfAnotherSizeIsRefused()
    {
        using var engine = new CpuEngine(new CpuEngineOptions { Threads = 1 });
        using TensorScope scope = engine.OpenScope();

        Assert.That(
            () => Flow.Encode(new Observation(engine.Zeros([2, 1, 12]))),
            Throws.ArgumentException.With.Message.StartsWith(
                "The states have shape [2, 1, 12], but the network was made for [batch, history, features] with history × features = 11."));
    }
}
