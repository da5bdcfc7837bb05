using ReinFlow.Golden;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

/// <remarks>
/// The official minibatch holds pairs of a decision and one of its denoising steps, each with an advantage of its own. A pair enters
/// here as a decision whose other steps have a ratio of 1 and no gradient; their constant share of the loss is taken off again.
/// </remarks>
[TestFixture("08a_dppo_ddpm")]
[TestFixture("08b_dppo_ddim")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GoldenDppoTests : IDisposable
{
    private readonly GoldenCase _golden;
    private readonly CpuEngine _engine = new(new CpuEngineOptions { Threads = 1 });
    private readonly TensorScope _scope;
    private readonly DiffusionChainPolicy _policy;
    private readonly StateValueFunction _critic;
    private readonly ParameterStore _policyParameters;
    private readonly ParameterStore _criticParameters;
    private readonly DppoObjective _objective;
    private readonly float[] _advantages;

    public GoldenDppoTests(string id)
    {
        _golden = GoldenCase.Open(id);
        _scope = _engine.OpenScope();
        DiffusionPolicy tuned = GoldenNetworks.CreateDiffusion(_golden);
        _policy = new DiffusionChainPolicy(tuned, GoldenNetworks.CreateDiffusion(_golden), GoldenNetworks.DiffusionChainOptions(_golden));
        _critic = GoldenNetworks.CreateValueFunction(_golden);
        _policyParameters = new ParameterStore(_engine, _policy.Network, new RandomSource(1));
        _criticParameters = new ParameterStore(_engine, _critic.Network, new RandomSource(2));
        string checkpoint = Path.Combine(_golden.Folder, "checkpoint.pt");
        GoldenCheckpoint.ImportDiffusion(_policyParameters, checkpoint);
        GoldenCheckpoint.Import(_criticParameters, checkpoint, "model", "critic.");
        _objective = new DppoObjective(Options(), _policy.DenoisingSteps);
        _advantages = Normalize(_golden.Input("advantages"));
    }

    private int[] Samples => [.. _golden.InputIntegers("pair_sample").Select(sample => (int)sample)];

    private int[] Steps => [.. _golden.InputIntegers("pair_step").Select(step => (int)step)];

    [Test]
    public void ClipRangesAndDiscountsAreTheReference()
    {
        _golden.AssertMatches("table/policy_clip_range", _objective.ClipRanges);
        _golden.AssertMatches("table/denoising_discount", _objective.Discounts);
    }

    [Test]
    public void LossesAndGradientsAreOfficial()
    {
        float policyLoss, valueLoss;
        ChainLoss loss;
        using (GradientTape tape = _engine.RecordGradients())
        {
            var observation = new Observation(Gather("state"));
            loss = PolicyLoss(observation);
            Tensor value = (_critic.Value(observation) - _golden.Input(_engine, "returns")).Square().Mean() * 0.5f;
            tape.Backward(loss.Policy + (value * 0.5f));
            (policyLoss, valueLoss) = (loss.Policy.ToSingle() - OtherSteps(), value.ToSingle());
        }

        _golden.AssertMatches("loss/policy_loss", policyLoss);
        _golden.AssertMatches("loss/value_loss", valueLoss);
        _golden.AssertMatches("loss/total", policyLoss + (0.5f * valueLoss));
        AssertRatios(loss.LogRatio.ToArray());
        AssertGradients(_policyParameters, "policy.", "grad/actor_ft.");
        AssertGradients(_criticParameters, string.Empty, "grad/critic.");
    }

    public void Dispose()
    {
        _policyParameters.Dispose();
        _criticParameters.Dispose();
        _scope.Dispose();
        _engine.Dispose();
        _golden.Dispose();
    }

    private static float[] Normalize(float[] values)
    {
        double mean = values.Average(value => (double)value);
        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        return [.. values.Select(value => (float)((value - mean) / (deviation + 1e-8)))];
    }

    private DppoOptions Options()
    {
        var ppo = _golden.HyperParameters.GetProperty("ppo");
        return new DppoOptions
        {
            ClipRange = ppo.GetProperty("policy_clip_range").GetSingle(),
            NoisiestClipRange = ppo.GetProperty("policy_clip_range_noisiest").GetSingle(),
            ClipGrowth = ppo.GetProperty("policy_clip_growth").GetDouble(),
            DenoisingDiscount = ppo.GetProperty("denoising_discount").GetDouble(),
        };
    }

    private ChainLoss PolicyLoss(Observation observation)
    {
        int steps = _policy.DenoisingSteps;
        ChainLikelihood likelihood = _policy.Evaluate(Gather("chain"), observation);
        Tensor constant = likelihood.LogDensity.StopGradient();
        int pairs = Steps.Length;
        float[] mask = new float[pairs * steps];
        float[] old = constant.ToArray();
        float[] recorded = [.. _golden.Input("old_logprobs").Chunk(_policy.ActionChunk.Size).Select(part => part.Sum(value => Math.Clamp(value, -5f, 2f)))];
        for (int i = 0; i < pairs; i++)
        {
            mask[(i * steps) + Steps[i]] = 1f;
            old[(i * steps) + Steps[i]] = recorded[i];
        }

        Tensor selected = constant + ((likelihood.LogDensity - constant) * _engine.FromValues(mask, [pairs, steps]));
        var batch = new ChainBatch(
            _policy.ActionChunk,
            _policy.ScoredSteps,
            _engine.Zeros([pairs]),
            _engine.FromValues(old, [pairs, steps]),
            _engine.FromValues(_advantages, [pairs]),
            _engine.Zeros([pairs]) + ((float)steps / pairs));
        return _objective.Compute(batch, likelihood with { LogDensity = selected });
    }

    private float OtherSteps()
    {
        double sum = 0;
        for (int i = 0; i < _advantages.Length; i++)
        {
            for (int k = 0; k < _policy.DenoisingSteps; k++)
            {
                sum -= k == Steps[i] ? 0 : (double)_advantages[i] * _objective.Discounts[k] / _advantages.Length;
            }
        }

        return (float)sum;
    }

    private void AssertRatios(float[] logRatios)
    {
        double[] own = [.. Steps.Select((step, i) => (double)logRatios[(i * _policy.DenoisingSteps) + step])];
        float[] ranges = _objective.ClipRanges.ToArray();
        _golden.AssertMatches("loss/mean_ratio", (float)own.Average(Math.Exp));
        _golden.AssertMatches("loss/approx_kl", (float)own.Average(value => Math.Exp(value) - 1 - value));
        _golden.AssertMatches("loss/clip_fraction", (float)own.Zip(Steps, (value, step) => Math.Abs(Math.Exp(value) - 1) > ranges[step] ? 1.0 : 0).Average());
    }

    private void AssertGradients(ParameterStore store, string ours, string official)
    {
        NamedValues[] trained = [.. store.Export(store.Gradients).Where(values => values.Name.StartsWith(ours, StringComparison.Ordinal))];
        Assert.That(trained, Has.Length.EqualTo(_golden.ExpectedNames.Count(name => name.StartsWith(official, StringComparison.Ordinal))));
        foreach (NamedValues gradient in trained)
        {
            _golden.AssertMatches(official + gradient.Name[ours.Length..], gradient.Values);
        }
    }

    private Tensor Gather(string name)
    {
        Tensor all = _golden.Input(_engine, name);
        int size = all.Shape.ElementCount / all.Shape[0];
        int[] shape = [Samples.Length, .. all.Shape.ToArray().Skip(1)];
        return _engine.GatherRows(all.Reshape([all.Shape[0], size]), Samples).Reshape(TensorShape.Create(shape));
    }
}
