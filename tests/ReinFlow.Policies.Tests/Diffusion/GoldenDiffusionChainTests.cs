using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

[TestFixture("08a_dppo_ddpm")]
[TestFixture("08b_dppo_ddim")]
public sealed class GoldenDiffusionChainTests(string id) : EngineTests
{
    private readonly GoldenCase _golden = GoldenCase.Open(id);

    private Observation Observation => new(_golden.Input(Engine, "state"));

    [TestCase(SampleMode.Stochastic, "training")]
    [TestCase(SampleMode.Deterministic, "evaluation")]
    public void SampledChainsAreOfficial(SampleMode mode, string name)
    {
        DiffusionChainPolicy policy = Load();

        ChainSample sample = policy.Sample(Observation, RecordedNoise.Join(_golden, Engine, "x_start", "step_noise"), mode);

        Assert.That(sample.Chain.Shape.ToArray(), Is.EqualTo((int[])[8, policy.DenoisingSteps + 1, 4, 3]));
        _golden.AssertMatches($"sample/{name}/chain", sample.Chain);
        _golden.AssertMatches($"sample/{name}/action", sample.Chain.Slice(1, policy.DenoisingSteps, 1));
    }

    [TestCase("fine_tuned", "actor_ft.", -5f, 2f)]
    [TestCase("fine_tuned", "actor_ft.", -1e6f, 1e6f)]
    [TestCase("base", "actor.", -5f, 2f)]
    [TestCase("base", "actor.", -1e6f, 1e6f)]
    public void LogDensitiesAreTheLimitedOfficialOnesSummed(string name, string prefix, float minimum, float maximum)
    {
        DiffusionChainPolicy policy = Load(prefix, options =>
        {
            options.MinimumLogDensity = minimum;
            options.MaximumLogDensity = maximum;
        });

        float[] actual = policy.Evaluate(_golden.Input(Engine, "chain"), Observation).LogDensity.ToArray();

        float[] components = _golden.Expected($"logprob/{name}");
        float[] expected = [.. components.Chunk(policy.ActionChunk.Size).Select(part => part.Sum(value => Math.Clamp(value, minimum, maximum)))];
        GoldenCase.AssertClose(expected, actual, 2e-4, 2e-4, "log-density");
    }

    [Test]
    public void TheActionOfEvaluationIsThatOfTheSampler()
    {
        DiffusionChainPolicy policy = Load();
        var sampler = new ChainActionSampler(policy, SampleMode.Deterministic);

        Tensor action = sampler.Sample(Observation, RecordedNoise.Join(_golden, Engine, "x_start", "step_noise"));

        Assert.That(sampler.NoiseBlocks, Is.EqualTo(_golden.Input(Engine, "step_noise").Shape[0] + 1));
        _golden.AssertMatches("sample/evaluation/action", action);
    }

    [Test]
    public void ThePenaltyThatKeepsThePolicyNearImitationIsOfficial([Values(1, 2)] int microBatches)
    {
        DiffusionChainPolicy policy = Load();
        DiffusionPolicy reference = GoldenNetworks.CreateDiffusion(_golden);
        GoldenCheckpoint.Import(Store(reference.Network), Path.Combine(_golden.Folder, "checkpoint.pt"), "model", "actor.");
        var regularizer = new ImitationRegularizer(policy, reference, GoldenNetworks.DiffusionChainOptions(_golden));
        int[] rows = [.. _golden.InputIntegers("pair_sample").Select(row => (int)row)];
        Tensor states = Engine.GatherRows(Observation.State.Reshape([8, 11]), rows).Reshape([rows.Length, 1, 11]);
        regularizer.UseDraws(rows.Length, RecordedNoise.Join(_golden, Engine, "bc_x_start", "bc_step_noise").ToArray());

        float penalty = 0;
        var plan = new MicroBatchPlan(rows.Length, rows.Length / microBatches);
        for (int i = 0; i < plan.Count; i++)
        {
            penalty += regularizer.Penalty(plan[i], new Observation(states.Slice(0, plan[i].Start, plan[i].Count))).ToSingle();
        }

        _golden.AssertMatches("loss/bc_regulariser", penalty);
    }

    protected override void Dispose(bool disposing)
    {
        _golden.Dispose();
        base.Dispose(disposing);
    }

    private DiffusionChainPolicy Load(string tuned = "actor_ft.", Action<DiffusionChainOptions>? configure = null)
    {
        DiffusionChainOptions options = GoldenNetworks.DiffusionChainOptions(_golden);
        configure?.Invoke(options);
        DiffusionPolicy policy = GoldenNetworks.CreateDiffusion(_golden);
        DiffusionPolicy frozen = GoldenNetworks.CreateDiffusion(_golden);
        var chain = new DiffusionChainPolicy(policy, frozen, options);
        GoldenCheckpoint.ImportDiffusion(Store(chain.Network), Path.Combine(_golden.Folder, "checkpoint.pt"), tuned);
        return chain;
    }
}
