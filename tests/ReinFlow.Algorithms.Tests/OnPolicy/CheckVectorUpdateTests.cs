using System.Text.Json;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

/// <summary>Numbers that were computed in double precision from the equations, for parameters and data made of sines.</summary>
public sealed class CheckVectorUpdateTests
{
    private const int Samples = 4;
    private const int Steps = 4;
    private static readonly ActionChunkSpec Chunk = new(4, 4, 3);

    [TestCase("PPO reflow K=4")]
    [TestCase("PPO shortcut K=4")]
    public void LossAndGradientNormsOfAChainAreThoseOfTheEquations(string name)
    {
        JsonElement vector = CheckVectors.Read(name);
        using var engine = new CpuEngine();
        var layers = new PerceptronOptions { HiddenLayers = [64, 64, 64], Activation = ActivationKind.ReLU };
        IFlowPolicy flow = name.Contains("shortcut", StringComparison.Ordinal)
            ? new ShortcutPolicy(Chunk, 11, new FlowNetworkOptions { ConditionLayers = [24, 16], Head = layers }, new ShortcutStepOptions())
            : new RectifiedFlowPolicy(Chunk, 11, new FlowNetworkOptions { Head = layers });
        var noise = new LearnedNoiseNet(flow, Steps, new NoiseNetOptions { Schedule = NoiseSchedule.Learn, HiddenLayers = [20, 20] });
        var policy = new NoisyFlowPolicy(flow, noise, new NoisyFlowOptions());
        var critic = new StateValueFunction(11, new PerceptronOptions { HiddenLayers = [32, 32, 32] });
        using var policyStore = new ParameterStore(engine, policy.Network, new RandomSource(0));
        using var criticStore = new ParameterStore(engine, critic.Network, new RandomSource(0));
        Fill(policyStore, "policy.", 0.05);
        Fill(policyStore, "explore_noise_net.mlp_logvar.", 0.5);
        Fill(criticStore, string.Empty, 0.05);
        var model = new OnPolicyModel(policy, policyStore, critic, criticStore);
        var options = new ReinFlowOptions { Epochs = 1, PassesPerEpoch = 1, MinibatchSize = Samples, RatioTolerance = 1.0 };
        using var optimizers = new UpdateOptimizers(model, options);
        RolloutBuffer rollout = Rollout(engine, flow, vector);

        UpdateStatistics statistics = new PpoUpdate(model, new PpoChainObjective(options), options, rollout, optimizers, null)
            .Run(new UpdateRequest(0, true, new LearningRates(0.0, 0.0), new RandomSource(0)));

        double total = statistics.PolicyLoss - (0.03 * statistics.Entropy) + (0.5 * statistics.ValueLoss);
        AssertNear(statistics.PolicyLoss, vector, "pg_loss", 2e-6);
        AssertNear(-statistics.Entropy, vector, "entropy_loss", 1e-6);
        AssertNear(statistics.ValueLoss, vector, "v_loss", 1e-6);
        AssertNear(statistics.ClipFraction, vector, "clipfrac", 0.0);
        AssertNear(statistics.ApproximateKl, vector, "approx_kl", 1e-8);
        AssertNear(statistics.ProbabilityRatio, vector, "ratio_mean", 1e-6);
        AssertNear(statistics.NoiseDeviation, vector, "noise_std_mean", 1e-6);
        AssertNear(total, vector, "total_loss(ent0.03,vf0.5)", 3e-6);
        AssertNear(Norm(policyStore, "policy."), vector, "grad_norm_policy", 1e-5);
        AssertNear(Norm(policyStore, "explore_noise_net."), vector, "grad_norm_noise_net", 1e-5);
        AssertNear(statistics.ValueGradientNorm, vector, "grad_norm_critic", 1e-5);
    }

    private static void AssertNear(double actual, JsonElement vector, string name, double tolerance) =>
        Assert.That(actual, Is.EqualTo(vector.GetProperty(name).GetDouble()).Within(tolerance), name);

    private static float[] Sines(int count, double factor, double phase, double scale = 1.0) =>
        [.. Enumerable.Range(0, count).Select(i => (float)(scale * Math.Sin((factor * i) + phase)))];

    /// <summary>Element i of the j-th parameter under the prefix is scale · sin(0.37 i + 0.91 j + 0.1).</summary>
    private static void Fill(ParameterStore store, string prefix, double scale)
    {
        Dictionary<string, NamedValues> values = store.Export(store.Values).ToDictionary(item => item.Name, StringComparer.Ordinal);
        int index = 0;
        foreach (string name in store.Entries.Select(entry => entry.Name).Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            NamedValues old = values[name];
            values[name] = old with { Values = Sines(old.Values.Length, 0.37, (0.91 * index++) + 0.1, scale) };
        }

        store.Import(store.Values, name => values[name]);
    }

    private static double Norm(ParameterStore store, string prefix) => Math.Sqrt(store.Export(store.Gradients)
        .Where(item => item.Name.StartsWith(prefix, StringComparison.Ordinal))
        .Sum(item => item.Values.Sum(value => (double)value * value)));

    private static RolloutBuffer Rollout(CpuEngine engine, IFlowPolicy flow, JsonElement vector)
    {
        var rollout = new RolloutBuffer(new RolloutShape(Samples, 1, 1, 11, Steps, Chunk));
        Sines(rollout.Observations.Length, 0.29, 0.5).CopyTo(rollout.Observations, 0);
        ((float[])[1f, 2f, -1f, 0.5f]).CopyTo(rollout.Returns, 0);
        ((float[])[0.3f, -0.2f, 1.1f, 0.4f]).CopyTo(rollout.Advantages, 0);
        float[] starts = Sines(rollout.Chains.Length, 0.41, 0.7, 0.6);
        using TensorScope scope = engine.OpenScope();
        Condition condition = flow.Encode(new Observation(engine.FromValues(rollout.Observations, [Samples, 1, 11])));
        float[] state = [.. Enumerable.Range(0, Samples).SelectMany(n => starts.Skip(n * rollout.Shape.ChainSize).Take(Chunk.Size))];
        for (int k = 0; k <= Steps; k++)
        {
            for (int n = 0; n < Samples; n++)
            {
                state.AsSpan(n * Chunk.Size, Chunk.Size).CopyTo(rollout.Chains.AsSpan((n * rollout.Shape.ChainSize) + (k * Chunk.Size)));
            }

            Tensor current = engine.FromValues(state, [Samples, 4, 3]);
            Tensor velocity = flow.Velocity(current, flow.EmbedSteps([new DenoisingStep(k, k / 4f, 0.25f)]), condition);
            Tensor noise = engine.FromValues(Sines(state.Length, 0.77, 0.3 + k, 0.15), [Samples, 4, 3]);
            state = ((current + (velocity * 0.25f)).Clamp(-1f, 1f) + noise).ToArray();
        }

        RolloutDensities.Fill(rollout, CheckVectors.Floats(vector.GetProperty("old_logprob")));
        return rollout;
    }
}
