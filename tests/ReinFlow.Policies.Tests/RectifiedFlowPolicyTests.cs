using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class RectifiedFlowPolicyTests : EngineTests
{
    private static readonly DenoisingStep[] Steps = [new DenoisingStep(0, 0f, 0.5f), new DenoisingStep(1, 0.5f, 0.5f)];

    [Test]
    public void StepsCanBeEmbeddedBeforeAnyObservation()
    {
        RectifiedFlowPolicy policy = SmallPolicies.Flow();
        Store(policy.Network);
        float[] before = policy.EmbedSteps(Steps).ToArray();

        policy.Encode(new Observation(Gaussian(new RandomSource(2), [4, 1, SmallPolicies.ObservationSize])));

        Assert.That(policy.EmbedSteps(Steps).ToArray(), Is.EqualTo(before));
    }

    [Test]
    public void PoliciesOfTwoEnginesStayApart()
    {
        using var other = new CpuEngine(new CpuEngineOptions { Threads = 1 });
        RectifiedFlowPolicy here = SmallPolicies.Flow();
        RectifiedFlowPolicy there = SmallPolicies.Flow();
        Store(here.Network);
        using var store = new ParameterStore(other, there.Network, new RandomSource(1));
        using TensorScope scope = other.OpenScope();
        Assert.Multiple(() =>
        {
            Assert.That(here.EmbedSteps(Steps).Engine, Is.SameAs(Engine));
            Assert.That(there.EmbedSteps(Steps).Engine, Is.SameAs(other));
        });
    }

    [Test]
    public void APolicyWithoutParametersSaysWhatIsMissing() => Assert.That(
        () => SmallPolicies.Flow().EmbedSteps(Steps), Throws.InvalidOperationException.With.Message.Contains("Create a ParameterStore"));
}
