using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

[TestFixture("08a_dppo_ddpm")]
[TestFixture("08b_dppo_ddim")]
public sealed class GoldenDiffusionTests(string id) : EngineTests
{
    private readonly GoldenCase _golden = GoldenCase.Open(id);

    private Observation Observation => new(_golden.Input(Engine, "state"));

    [Test]
    public void TheScheduleIsOfficial()
    {
        var schedule = new CosineNoiseSchedule(GoldenNetworks.DiffusionOptions<DiffusionSamplerOptions>(_golden).NoiseLevels);
        int[] levels = [.. Enumerable.Range(0, schedule.Levels)];

        _golden.AssertMatches("table/betas", schedule.Betas);
        _golden.AssertMatches("table/alphas_cumprod", schedule.SignalShares);
        _golden.AssertMatches("table/alphas_cumprod_prev", [.. levels.Select(schedule.SignalShareBelow)]);
        _golden.AssertMatches("table/ddpm_var", [.. levels.Select(schedule.PosteriorVariance)]);
        _golden.AssertMatches("table/ddpm_mu_coef1", [.. levels.Select(level => schedule.PosteriorMean(level).Clean)]);
        _golden.AssertMatches("table/ddpm_mu_coef2", [.. levels.Select(level => schedule.PosteriorMean(level).State)]);
    }

    [TestCase("base", "actor.")]
    [TestCase("fine_tuned", "actor_ft.")]
    public void ThePredictedNoiseIsOfficial(string name, string prefix)
    {
        DiffusionPolicy policy = Load(prefix);
        Condition condition = policy.Encode(Observation);

        IEnumerable<float> predictions = _golden.InputIntegers("t_eval").SelectMany(level =>
            policy.PredictNoise(_golden.Input(Engine, "x_eval"), policy.EmbedLevels([(int)level]), condition).ToArray());

        _golden.AssertMatches($"network/{name}", [.. predictions]);
    }

    [Test]
    public void FineTuningStartsFromTheAveragedWeightsOfImitation()
    {
        DiffusionPolicy policy = GoldenNetworks.CreateDiffusion(_golden);
        ParameterStore store = Store(policy.Network);
        GoldenCheckpoint.Import(store, Path.Combine(_golden.Folder, "base_checkpoint.pt"), "ema", "network.");
        Tensor chunk = _golden.Input(Engine, "x_eval");

        Tensor averaged = policy.PredictNoise(chunk, policy.EmbedLevels([3]), policy.Encode(Observation));
        DiffusionPolicy frozen = Load("actor.");
        Tensor started = frozen.PredictNoise(chunk, frozen.EmbedLevels([3]), frozen.Encode(Observation));

        Assert.That(started.ToArray(), Is.EqualTo(averaged.ToArray()));
    }

    [Test]
    public void ExploringSamplesOfTheBasePolicyAreOfficial()
    {
        DiffusionPolicy policy = Load("actor.");
        var sampler = new DiffusionSampler(
            policy, GoldenNetworks.DiffusionOptions<DiffusionSamplerOptions>(_golden), SampleMode.Stochastic);

        Tensor chain = sampler.SampleChain(Observation, RecordedNoise.Join(_golden, Engine, "x_start", "step_noise"));

        int recorded = _golden.HyperParameters.GetProperty("diffusion").GetProperty("fine_tuned_steps").GetInt32() + 1;
        _golden.AssertMatches("sample/training_base_policy/chain", chain.Slice(1, chain.Shape[1] - recorded, recorded));
        _golden.AssertMatches("sample/training_base_policy/action", chain.Slice(1, chain.Shape[1] - 1, 1));
    }

    protected override void Dispose(bool disposing)
    {
        _golden.Dispose();
        base.Dispose(disposing);
    }

    private DiffusionPolicy Load(string prefix)
    {
        DiffusionPolicy policy = GoldenNetworks.CreateDiffusion(_golden);
        GoldenCheckpoint.Import(Store(policy.Network), Path.Combine(_golden.Folder, "checkpoint.pt"), "model", prefix);
        return policy;
    }
}
