using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class ShortcutPolicyTests : EngineTests
{
    private const int Batch = 5;

    [TestCase(3)]
    [TestCase(5)]
    [TestCase(32)]
    public void ANumberOfStepsThatIsNeverTrainedIsRefused(int steps)
    {
        ShortcutPolicy policy = SmallPolicies.Shortcut();
        Store(policy.Network);
        var sampler = new EulerSampler(policy, new EulerSamplerOptions { DenoisingSteps = steps });
        (Observation observation, Tensor noise) = Draw(1);

        Assert.That(
            () => sampler.Sample(observation, noise),
            Throws.ArgumentException.With.Message.StartsWith(
                $"The number of denoising steps ({steps}) must be a power of two up to 16: a shortcut policy learns the step lengths"));
    }

    [Test]
    public void EveryTrainedNumberOfStepsIsSampled([Values(1, 2, 4, 8, 16)] int steps)
    {
        ShortcutPolicy policy = SmallPolicies.Shortcut();
        Store(policy.Network);
        var sampler = new EulerSampler(policy, new EulerSamplerOptions { DenoisingSteps = steps });
        (Observation observation, Tensor noise) = Draw(1);

        Assert.That(sampler.Sample(observation, noise).ToArray(), Has.All.InRange(-1f, 1f));
    }

    [Test]
    public void AGridWhoseStepsOverlapIsRefused()
    {
        ShortcutPolicy policy = SmallPolicies.Shortcut();
        Store(policy.Network);

        Assert.That(
            () => policy.EmbedSteps(FlowTime.Steps(4, FlowTimeGrid.Inclusive)),
            Throws.ArgumentException.With.Message.Contains("multiples of its length only. Use the grid k/K (FlowTimeGrid.Uniform)."));
    }

    [TestCase(-0.5f)]
    [TestCase(2f)]
    [TestCase(float.NaN)]
    public void AStepOfNoSensibleLengthIsRefused(float size)
    {
        ShortcutPolicy policy = SmallPolicies.Shortcut();
        Store(policy.Network);

        Assert.That(() => policy.EmbedSteps([new DenoisingStep(0, 0f, size)]), Throws.ArgumentException);
    }

    [Test]
    public void TheLengthOfTheStepMatters()
    {
        ShortcutPolicy policy = SmallPolicies.Shortcut();
        Store(policy.Network);

        float[] velocity = policy.EmbedSteps([new DenoisingStep(0, 0.5f, 0f)]).ToArray();
        float[] half = policy.EmbedSteps([new DenoisingStep(0, 0.5f, 0.5f)]).ToArray();

        Assert.That(half, Is.Not.EqualTo(velocity).Within(1e-4f));
    }

    [TestCase(StepCombination.Add)]
    [TestCase(StepCombination.Multiply)]
    public void LengthsThatCannotBeJoinedAreRefused(StepCombination combination) =>
        Assert.That(
            () => SmallPolicies.Shortcut(combination, [7]),
            Throws.ArgumentException.With.Message.StartsWith(
                $"{combination} joins an embedded step of 8 components with an encoded observation of 7, but needs equal lengths. " +
                "Let ConditionLayers end with 8, or choose Concatenate."));

    [Test]
    public void TheNetworkOfHopperHasTheOfficialNumberOfParameters()
    {
        var options = new ShortcutOptions();
        var policy = new ShortcutPolicy(new ActionChunkSpec(4, 4, 3), 11, options.Network, options.Steps);

        Assert.That(policy.Network.NamedParameters().Sum(item => (long)item.Parameter.Shape.ElementCount), Is.EqualTo(548924));
    }

    [Test]
    public void OptionsRefuseAChainThatIsNeverTrained()
    {
        var options = new ShortcutOptions { Chain = { DenoisingSteps = 10, Grid = FlowTimeGrid.Inclusive } };

        string message = new ShortcutOptionsValidator().Validate(null, options).FailureMessage!;

        Assert.That(message, Does.Contain("DenoisingSteps (10) must be a power of two up to 16").And.Contain("Grid (Inclusive) must be Uniform"));
    }

    [Test]
    public void TheLargestNumberOfStepsIsAPowerOfTwo() =>
        Assert.That(
            new ShortcutStepOptionsValidator().Validate(null, new ShortcutStepOptions { MaximumDenoisingSteps = 20 }).FailureMessage,
            Does.Contain("MaximumDenoisingSteps (20) must be a power of two, such as 32"));

    private (Observation Observation, Tensor Noise) Draw(ulong seed)
    {
        var random = new RandomSource(seed);
        return (new(Gaussian(random, [Batch, 1, SmallPolicies.ObservationSize])), Gaussian(random, [Batch, 1, 2, 3]));
    }
}
