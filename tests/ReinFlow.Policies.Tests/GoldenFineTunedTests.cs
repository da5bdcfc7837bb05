using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

[TestFixture("03a_finetuned_reflow")]
[TestFixture("03b_finetuned_shortcut")]
[TestFixture("03c_finetuned_reflow_options")]
[TestFixture("03d_finetuned_shortcut_options")]
public sealed class GoldenFineTunedTests(string id) : EngineTests
{
    private readonly GoldenCase _golden = GoldenCase.Open(id);

    private string Checkpoint => Path.Combine(_golden.Folder, "checkpoint.pt");

    private Observation Observation => new(_golden.Input(Engine, "state"));

    [Test]
    public void NamesAndOrderOfTheParametersAreOfficial()
    {
        ParameterStore actor = Store(Load(clip: true).Chain.Network);
        ParameterStore critic = Store(GoldenNetworks.CreateValueFunction(_golden).Network);

        Assert.That(actor.Entries.Select(entry => entry.Name), Is.EqualTo(GoldenCheckpoint.Names(Checkpoint, "model", "actor_ft.")));
        Assert.That(critic.Entries.Select(entry => entry.Name), Is.EqualTo(GoldenCheckpoint.Names(Checkpoint, "model", "critic.")));
    }

    [Test]
    public void VelocitiesAreOfficial()
    {
        (NoisyFlowPolicy chainPolicy, IFlowPolicy policy, _) = Import(clip: true);
        Tensor chain = _golden.Input(Engine, "chain");
        int steps = chainPolicy.DenoisingSteps;
        ActionChunkSpec chunk = chainPolicy.ActionChunk;
        Tensor rows = chain.Slice(1, 0, steps).Reshape([chain.Shape[0] * steps, chunk.Horizon, chunk.ActionDimension]);

        Tensor velocity = policy.Velocity(rows, policy.EmbedSteps(FlowTime.Steps(steps, FlowTimeGrid.Uniform)), policy.Encode(Observation));

        _golden.AssertMatches("velocity", velocity);
    }

    [Test]
    public void NoiseBoundsComeWithTheCheckpoint()
    {
        INoiseNet noise = Import(clip: true).Noise;

        float[] logVariances = [(float)Math.Log(Math.Pow(noise.Bounds.Minimum, 2)), (float)Math.Log(Math.Pow(noise.Bounds.Maximum, 2))];
        _golden.AssertMatches("noise_log_variance_bounds", logVariances);
    }

    [Test]
    public void StandardDeviationsAreOfficial()
    {
        NoisyFlowPolicy policy = Import(clip: true).Chain;

        Tensor deviation = policy.Evaluate(_golden.Input(Engine, "chain"), Observation).StandardDeviation;

        _golden.AssertMatches("noise_std", deviation);
        _golden.AssertMatches("mean_noise_std", deviation.Mean());
    }

    [Test]
    public void LogDensitiesAndEntropiesAreOfficial(
        [Values("normalised", "raw")] string scale, [Values("with_initial", "without_initial")] string start, [Values] bool clip)
    {
        NoisyFlowPolicy policy = Import(clip).Chain;
        Tensor chain = _golden.Input(Engine, "chain");

        ChainLikelihood likelihood = policy.Evaluate(chain, Observation);

        bool initial = start == "with_initial";
        _golden.AssertMatches(
            $"logprob/{scale}/{start}/{(clip ? "clipped" : "unclipped")}_means",
            ChainReduction.LogDensity(chain, likelihood.LogDensity, initial, scale == "normalised"));
        _golden.AssertMatches(
            $"entropy/{scale}/{start}", ChainReduction.EntropyRate(chain, likelihood.Entropy, initial, scale == "normalised"));
    }

    [Test]
    public void ValuesAreOfficial()
    {
        StateValueFunction value = GoldenNetworks.CreateValueFunction(_golden);
        GoldenCheckpoint.Import(Store(value.Network), Checkpoint, "model", "critic.");

        _golden.AssertMatches("value", value.Value(Observation));
    }

    protected override void Dispose(bool disposing)
    {
        _golden.Dispose();
        base.Dispose(disposing);
    }

    private (NoisyFlowPolicy Chain, IFlowPolicy Flow, INoiseNet Noise) Load(bool clip)
    {
        IFlowPolicy flow = GoldenNetworks.CreatePolicy(_golden);
        INoiseNet noise = GoldenNetworks.CreateNoise(_golden, flow);
        return (new NoisyFlowPolicy(flow, noise, GoldenNetworks.ChainOptions(_golden, FlowTimeGrid.Uniform, clip)), flow, noise);
    }

    private (NoisyFlowPolicy Chain, IFlowPolicy Flow, INoiseNet Noise) Import(bool clip)
    {
        (NoisyFlowPolicy Chain, IFlowPolicy Flow, INoiseNet Noise) loaded = Load(clip);
        GoldenCheckpoint.Import(Store(loaded.Chain.Network), Checkpoint, "model", "actor_ft.");
        return loaded;
    }
}
