using ReinFlow.Golden;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

/// <summary>PPO on a Gaussian policy is the objective of chains, for a chain of length one whose start has no density.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GoldenGaussianUpdateTests : IDisposable
{
    private readonly CpuEngine _engine = new(new CpuEngineOptions { Threads = 1 });

    // The official mixture limits a sum over the chunk to [−5, 2]; ours divides it first, unless told otherwise.
    [TestCase("12a_gaussian", true)]
    [TestCase("12b_gaussian_state_std", true)]
    [TestCase("12c_gmm", false)]
    public void LossesAndGradientsAreOfficial(string id, bool isMean)
    {
        using GoldenCase golden = GoldenCase.Open(id);
        using TensorScope scope = _engine.OpenScope();
        GaussianPolicy policy = GoldenNetworks.CreateGaussian(golden);
        StateValueFunction critic = GoldenNetworks.CreateValueFunction(golden);
        using var policyParameters = new ParameterStore(_engine, policy.Head, new RandomSource(1));
        using var criticParameters = new ParameterStore(_engine, critic.Network, new RandomSource(2));
        string checkpoint = Path.Combine(golden.Folder, "checkpoint.pt");
        GoldenCheckpoint.Import(policyParameters, checkpoint, "model", "actor_ft.");
        GoldenCheckpoint.Import(criticParameters, checkpoint, "model", "critic.");
        var ppo = golden.HyperParameters.GetProperty("ppo");
        float clipRange = ppo.GetProperty("policy_clip_range").GetSingle();
        float entropyWeight = ppo.GetProperty("entropy_weight").GetSingle();
        var objective = new PpoChainObjective(new ReinFlowOptions
        {
            ClipRange = clipRange,
            MinimumLogDensity = -5f,
            MaximumLogDensity = 2f,
            IncludeInitialNoise = false,
            NormalizeByActionSize = isMean,
        });
        ChainLoss loss;
        float valueLoss;
        using (GradientTape tape = _engine.RecordGradients())
        {
            var observation = new Observation(golden.Input(_engine, "state"));
            loss = objective.Compute(Batch(golden, policy.ActionChunk, isMean), policy.Evaluate(Chain(golden), observation));
            Tensor value = critic.Value(observation);
            Tensor error = (value - golden.Input(_engine, "returns")).Square().Mean() * 0.5f;
            tape.Backward(loss.Policy - (loss.Entropy * entropyWeight) + (error * 0.5f));
            golden.AssertMatches("value", value);
            valueLoss = error.ToSingle();
        }

        float[] logRatios = loss.LogRatio.ToArray();
        golden.AssertMatches("loss/policy_loss", loss.Policy);
        golden.AssertMatches("loss/entropy_loss", -loss.Entropy);
        golden.AssertMatches("loss/value_loss", valueLoss);
        golden.AssertMatches("loss/total", loss.Policy.ToSingle() - (entropyWeight * loss.Entropy.ToSingle()) + (0.5f * valueLoss));
        golden.AssertMatches("loss/mean_ratio", (float)logRatios.Average(logRatio => Math.Exp(logRatio)));
        golden.AssertMatches("loss/approx_kl", (float)logRatios.Average(logRatio => Math.Exp(logRatio) - 1 - logRatio));
        golden.AssertMatches("loss/clip_fraction", (float)logRatios.Average(logRatio => Math.Abs(Math.Exp(logRatio) - 1) > clipRange ? 1.0 : 0.0));
        AssertGradients(golden, policyParameters, "grad/network.");
        AssertGradients(golden, criticParameters, "grad/critic.");
    }

    public void Dispose() => _engine.Dispose();

    private static void AssertGradients(GoldenCase golden, ParameterStore store, string prefix)
    {
        foreach (ParameterEntry entry in store.Entries.Where(entry => entry.IsTrainable))
        {
            golden.AssertMatches(prefix + entry.Name, store.Gradients.ToArray().AsSpan(entry.Offset, entry.Shape.ElementCount));
        }
    }

    private ChainBatch Batch(GoldenCase golden, ActionChunkSpec chunk, bool isMean)
    {
        float[] advantages = golden.Input("advantages");
        int count = advantages.Length;
        double mean = advantages.Average(value => (double)value);
        double deviation = Math.Sqrt(advantages.Sum(value => (value - mean) * (value - mean)) / (count - 1));
        return new ChainBatch(
            chunk,
            chunk.Horizon,
            _engine.Zeros([count]),
            golden.Input(_engine, "old_logprobs").Reshape([count, 1]) * (isMean ? chunk.Size : 1f),
            _engine.FromValues([.. advantages.Select(value => (float)((value - mean) / (deviation + 1e-8)))], [count]),
            _engine.Zeros([count]) + (1f / count));
    }

    private Tensor Chain(GoldenCase golden)
    {
        Tensor actions = golden.Input(_engine, "actions");
        actions = actions.Reshape([actions.Shape[0], 1, actions.Shape[1], actions.Shape[2]]);
        return _engine.Concatenate(1, actions, actions, actions);
    }
}
