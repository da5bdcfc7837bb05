using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class FlowTimeTests : EngineTests
{
    [Test]
    public void TheUniformGridStopsOneStepBeforeTheAction() =>
        Assert.That(FlowTime.Steps(4, FlowTimeGrid.Uniform), Is.EqualTo((DenoisingStep[])
        [
            new(0, 0f, 0.25f), new(1, 0.25f, 0.25f), new(2, 0.5f, 0.25f), new(3, 0.75f, 0.25f),
        ]));

    [Test]
    public void TheInclusiveGridHoldsBothEndsExactlyAndIsSymmetric([Range(2, 64)] int count)
    {
        float[] times = [.. FlowTime.Steps(count, FlowTimeGrid.Inclusive).Select(step => step.Time)];

        // k times the rounded spacing would miss the end for some counts, 42 among them.
        Assert.That((times[0], times[^1]), Is.EqualTo((0f, 1f)));
        Assert.That(times.Select((time, k) => time + times[count - 1 - k]), Is.All.EqualTo(1f).Within(6e-8f));
        Assert.That(times.Select((time, k) => Math.Abs(time - (k / (count - 1.0)))), Is.All.LessThan(1.2e-7));
    }

    [Test]
    public void OneInclusiveStepStartsAtTheNoise() =>
        Assert.That(FlowTime.Steps(1, FlowTimeGrid.Inclusive), Is.EqualTo((DenoisingStep[])[new(0, 0f, 1f)]));

    [Test]
    public void NoStepsAreRefused() =>
        Assert.That(() => FlowTime.Steps(0, FlowTimeGrid.Uniform), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [TestCase(true, 0f)]
    [TestCase(false, -0.5f)]
    public void EulersMethodIsExactForAConstantVelocity(bool clipEveryStep, float expected)
    {
        var chunk = new ActionChunkSpec(1, 1, 1, -0.5f, 5f);
        var flow = new ConstantFlow(Engine, chunk, velocity: 1f);
        var sampler = new EulerSampler(flow, new EulerSamplerOptions { DenoisingSteps = 2, ClipEveryStep = clipEveryStep });

        Tensor action = sampler.Sample(new(Engine.Zeros([1, 1, 1])), Engine.FromValues([-1.5f], [1, 1, 1, 1]));

        // From −1.5 to −1 and on to −0.5; or from −1, limited to −0.5, to 0.
        Assert.That(action.ToSingle(), Is.EqualTo(expected).Within(1e-6f));
    }
}
