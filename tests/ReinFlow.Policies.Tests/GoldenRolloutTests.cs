using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

[TestFixture("05a_rollout_reflow", FlowTimeGrid.Uniform)]
[TestFixture("05a_rollout_reflow", FlowTimeGrid.Inclusive)]
[TestFixture("05b_rollout_shortcut", FlowTimeGrid.Uniform)]
public sealed class GoldenRolloutTests(string id, FlowTimeGrid grid) : EngineTests
{
    private readonly GoldenCase _golden = GoldenCase.Open(id);

    [Test]
    public void SampledChainsAreOfficial([Values] SampleMode mode, [Values] bool clip)
    {
        (NoisyFlowPolicy policy, Tensor noise) = Load(clip);

        ChainSample sample = policy.Sample(new(_golden.Input(Engine, "state")), noise, mode);

        string name = Name(mode, clip);
        _golden.AssertMatches($"{name}/chain", sample.Chain);
        _golden.AssertMatches($"{name}/action", sample.Chain.Slice(1, policy.DenoisingSteps, 1));
    }

    // Without the limit of the means, the official evaluation mode scores the last action against itself; we score it against its mean.
    [TestCase(SampleMode.Stochastic, true)]
    [TestCase(SampleMode.Stochastic, false)]
    [TestCase(SampleMode.Deterministic, true)]
    public void LogDensitiesOfSampledChainsAreOfficial(SampleMode mode, bool clip)
    {
        (NoisyFlowPolicy policy, Tensor noise) = Load(clip);

        ChainSample sample = policy.Sample(new(_golden.Input(Engine, "state")), noise, mode);

        string name = Name(mode, clip);
        float[] raw = ChainReduction.LogDensity(sample.Chain, sample.LogDensity, withStart: false, normalise: false);
        float[] normalised = ChainReduction.LogDensity(sample.Chain, sample.LogDensity, withStart: true, normalise: true);
        _golden.AssertMatches($"{name}/logprob_raw_transitions", raw);
        _golden.AssertMatches($"{name}/logprob_normalised", normalised);
    }

    [Test]
    public void ADeterministicActionOnItsBoundIsScoredAgainstTheMeanBeforeIt()
    {
        (NoisyFlowPolicy policy, Tensor noise) = Load(clip: false);
        Observation observation = new(_golden.Input(Engine, "state"));

        ChainSample sample = policy.Sample(observation, noise, SampleMode.Deterministic);

        float[] official = _golden.Expected($"{Name(SampleMode.Deterministic, clip: false)}/logprob_raw_transitions");
        float[] ours = ChainReduction.LogDensity(sample.Chain, sample.LogDensity, withStart: false, normalise: false);
        Tensor evaluated = policy.Evaluate(sample.Chain, observation).LogDensity;
        float[] scored = ChainReduction.LogDensity(sample.Chain, evaluated, withStart: false, normalise: false);
        Assert.That(ours, Is.EqualTo(scored).Within(1e-4f), "Sampler and scorer agree");
        Assert.That(ours.Zip(official, (mine, theirs) => mine <= theirs + 1e-3f), Has.All.True, "The peak is the largest density");
        Assert.That(ours.Zip(official, (mine, theirs) => theirs - mine).Max(), Is.GreaterThan(1e-2f), "Some actions lie on their bounds");
    }

    protected override void Dispose(bool disposing)
    {
        _golden.Dispose();
        base.Dispose(disposing);
    }

    private string Name(SampleMode mode, bool clip) =>
        $"{(grid == FlowTimeGrid.Uniform ? "left" : "inclusive")}/{(mode == SampleMode.Stochastic ? "training" : "evaluation")}/" +
        (clip ? "clip_intermediate" : "no_intermediate_clip");

    private (NoisyFlowPolicy Policy, Tensor Noise) Load(bool clip)
    {
        IFlowPolicy flow = GoldenNetworks.CreatePolicy(_golden);
        var policy = new NoisyFlowPolicy(flow, GoldenNetworks.CreateNoise(_golden, flow), GoldenNetworks.ChainOptions(_golden, grid, clip));
        GoldenCheckpoint.Import(Store(policy.Network), Path.Combine(_golden.Folder, "checkpoint.pt"), "model", "actor_ft.");
        return (policy, RecordedNoise.Join(_golden, Engine, "x0", "step_noise"));
    }
}
