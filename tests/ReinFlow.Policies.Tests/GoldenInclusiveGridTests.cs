using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

[TestFixture("03a_finetuned_reflow")]
[TestFixture("03c_finetuned_reflow_options")]
public sealed class GoldenInclusiveGridTests(string id) : EngineTests
{
    private readonly GoldenCase _golden = GoldenCase.Open(id);

    [Test]
    public void TheInclusiveGridScoresAsTheOlderOfficialCode()
    {
        IFlowPolicy flow = GoldenNetworks.CreatePolicy(_golden);
        var policy = new NoisyFlowPolicy(
            flow, GoldenNetworks.CreateNoise(_golden, flow), GoldenNetworks.ChainOptions(_golden, FlowTimeGrid.Inclusive, clip: true));
        GoldenCheckpoint.Import(Store(policy.Network), Path.Combine(_golden.Folder, "checkpoint.pt"), "model", "actor_ft.");
        Tensor chain = _golden.Input(Engine, "chain");

        Tensor logDensity = policy.Evaluate(chain, new(_golden.Input(Engine, "state"))).LogDensity;

        _golden.AssertMatches("logprob_inclusive_grid", ChainReduction.LogDensity(chain, logDensity, withStart: true, normalise: true));
    }

    protected override void Dispose(bool disposing)
    {
        _golden.Dispose();
        base.Dispose(disposing);
    }
}
