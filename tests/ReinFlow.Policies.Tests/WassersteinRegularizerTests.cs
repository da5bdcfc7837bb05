using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class WassersteinRegularizerTests : EngineTests
{
    private static readonly WassersteinOptions FromZero = new()
    {
        Start = RegularizerStart.Zero,
        Sampler = new EulerSamplerOptions { DenoisingSteps = 2, Grid = FlowTimeGrid.Inclusive },
    };

    private readonly GoldenCase _golden = GoldenCase.Open("03c_finetuned_reflow_options");

    [Test]
    public void ActionsFromZeroNoiseAreOfficial()
    {
        (IFlowPolicy current, IFlowPolicy reference) = (Load("actor_ft.policy."), Load("actor_old."));
        Observation observation = new(_golden.Input(Engine, "state"));
        Tensor zero = Engine.Zeros([observation.State.Shape[0], 1, current.ActionChunk.Horizon, current.ActionChunk.ActionDimension]);

        _golden.AssertMatches("w2/action_new", new EulerSampler(current, FromZero.Sampler).Sample(observation, zero));
        _golden.AssertMatches("w2/action_old", new EulerSampler(reference, FromZero.Sampler).Sample(observation, zero));
    }

    [Test]
    public void ThePenaltyWithSeparateStartsIsOfficial()
    {
        var regularizer = new WassersteinRegularizer(Load("actor_ft.policy."), Load("actor_old."), FromZero);
        Tensor states = _golden.Input(Engine, "state");
        int samples = states.Shape[0];
        regularizer.Draw(samples, new RandomSource(1));

        Tensor first = regularizer.Penalty(new MicroBatch(0, 0, 10), new(states.Slice(0, 0, 10)));
        Tensor second = regularizer.Penalty(new MicroBatch(1, 10, samples - 10), new(states.Slice(0, 10, samples - 10)));

        _golden.AssertMatches("w2/separate_start_value", first + second);
    }

    [Test]
    public void EqualPoliciesAreNotPenalised()
    {
        var regularizer = new WassersteinRegularizer(Load("actor_old."), Load("actor_old."), new WassersteinOptions());
        Tensor states = _golden.Input(Engine, "state");
        regularizer.Draw(states.Shape[0], new RandomSource(1));

        Assert.That(regularizer.Penalty(new MicroBatch(0, 0, states.Shape[0]), new(states)).ToSingle(), Is.Zero);
    }

    [Test]
    public void TheGradientFlowsThroughTheTrainedPolicyOnly()
    {
        IFlowPolicy current = GoldenNetworks.CreatePolicy(_golden);
        IFlowPolicy reference = GoldenNetworks.CreatePolicy(_golden);
        using ParameterStore currentStore = Store(current.Network, seed: 1);
        using ParameterStore referenceStore = Store(reference.Network, seed: 2);
        var regularizer = new WassersteinRegularizer(current, reference, new WassersteinOptions());
        Tensor states = _golden.Input(Engine, "state");
        regularizer.Draw(states.Shape[0], new RandomSource(1));

        using (GradientTape tape = Engine.RecordGradients())
        {
            tape.Backward(regularizer.Penalty(new MicroBatch(0, 0, states.Shape[0]), new(states)));
        }

        Assert.That(currentStore.GradientNorm(), Is.GreaterThan(0));
        Assert.That(referenceStore.GradientNorm(), Is.Zero);
    }

    protected override void Dispose(bool disposing)
    {
        _golden.Dispose();
        base.Dispose(disposing);
    }

    private IFlowPolicy Load(string prefix)
    {
        IFlowPolicy policy = GoldenNetworks.CreatePolicy(_golden);
        GoldenCheckpoint.Import(Store(policy.Network), Path.Combine(_golden.Folder, "checkpoint.pt"), "model", prefix);
        return policy;
    }
}
