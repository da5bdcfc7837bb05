using System.Text.Json;
using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class CheckVectorTests : EngineTests
{
    private const double Relative = 1e-5;
    private const double Absolute = 1e-6;

    private readonly CheckVectors _vectors = new();

    [TestCase("sinusoidal_dim16_t0.25", 16, 0.25f)]
    [TestCase("sinusoidal_dim32_t0.75", 32, 0.75f)]
    public void SinesComeBeforeCosines(string name, int dimension, float time) =>
        AssertClose(CheckVectors.Singles(_vectors[name]), Engine.SinusoidalEmbedding(Engine.FromValues([time], [1]), dimension), name);

    [Test]
    public void TheVelocityNetworkOfHopperYieldsTheKnownNumbers()
    {
        JsonElement expected = _vectors["FlowMLP(h4,a3,c11,time16,mlp[64,64,64],ReLU,residual)"];
        RectifiedFlowPolicy policy = Hopper();
        CheckVectors.Fill(Store(policy.Network));

        Tensor embedding = policy.EmbedSteps([new(0, 0.25f, 0), new(1, 0.75f, 0)]);
        Tensor velocity = policy.Velocity(Actions([2, 4, 3]), embedding, policy.Encode(States([2, 1, 11])));

        AssertClose(CheckVectors.Singles(expected.GetProperty("time_emb")), embedding, "time_emb");
        AssertClose(CheckVectors.Singles(expected.GetProperty("vel")), velocity, "vel");
    }

    [Test]
    public void TheVelocityNetworkOfTheKitchenYieldsTheKnownNumbers()
    {
        JsonElement expected = _vectors["FlowMLP(h4,a9,c60,time16,mlp[32,32,32],cond[24,8],Mish,residual)"];
        var policy = new RectifiedFlowPolicy(new ActionChunkSpec(4, 4, 9), 60, new FlowNetworkOptions
        {
            ConditionLayers = [24, 8],
            Head = new PerceptronOptions { HiddenLayers = [32, 32, 32] },
        });
        CheckVectors.Fill(Store(policy.Network));

        Tensor embedding = policy.EmbedSteps([new(0, 0.25f, 0), new(1, 0.75f, 0)]);
        Tensor velocity = policy.Velocity(Actions([2, 4, 9]), embedding, policy.Encode(States([2, 1, 60])));

        AssertClose(CheckVectors.Singles(expected.GetProperty("vel")), velocity, "vel");
    }

    [Test]
    public void TheValueFunctionYieldsTheKnownNumbers()
    {
        var value = new StateValueFunction(11, new PerceptronOptions { HiddenLayers = [32, 32, 32] });
        CheckVectors.Fill(Store(value.Network));

        AssertClose(
            CheckVectors.Singles(_vectors["CriticObs(c11,mlp[32,32,32],Mish,residual)"].GetProperty("value")),
            value.Value(States([2, 1, 11])),
            "value");
    }

    [Test]
    public void TheShortcutNetworkYieldsTheKnownNumbers()
    {
        JsonElement expected = _vectors["ShortCutFlowMLP(h4,a3,c11,td16,mlp[64,64,64],cond[24,16],ReLU,residual,add)"];
        ShortcutPolicy policy = HopperShortcut();
        CheckVectors.Fill(Store(policy.Network));

        // The second step starts at 0.75, where the policy knows none of its length; the network itself takes any numbers.
        Condition condition = policy.Encode(States([2, 1, 11]));
        Tensor embedding = ((ShortcutNetwork)policy.Network).EmbedSteps(Engine.FromValues([0.25f, 0.25f, 0.75f, 0.5f], [2, 2]));
        AssertClose(CheckVectors.Singles(expected.GetProperty("td_emb")), embedding, "td_emb");
        AssertClose(CheckVectors.Singles(expected.GetProperty("cond_emb")), condition.Embedding, "cond_emb");
        AssertClose(CheckVectors.Singles(expected.GetProperty("vel")), policy.Velocity(Actions([2, 4, 3]), embedding, condition), "vel");
    }

    [TestCase("PPO reflow K=4")]
    [TestCase("PPO shortcut K=4")]
    public void TheNoisyChainYieldsTheKnownLikelihood(string name)
    {
        JsonElement expected = _vectors[name];
        IFlowPolicy policy = name.Contains("shortcut", StringComparison.Ordinal) ? HopperShortcut() : Hopper();
        var noise = new LearnedNoiseNet(policy, 4, new NoiseNetOptions { Schedule = NoiseSchedule.Learn, HiddenLayers = [20, 20] });
        var chainPolicy = new NoisyFlowPolicy(policy, noise, new NoisyFlowOptions());
        ParameterStore store = Store(chainPolicy.Network);
        CheckVectors.Fill(store, "policy.");
        CheckVectors.Fill(store, "explore_noise_net.mlp_logvar.", scale: 0.5);

        Observation observation = States([4, 1, 11]);
        Tensor chain = Chain(policy, observation);
        ChainLikelihood likelihood = chainPolicy.Evaluate(chain, observation);

        // Twelve components, four transitions and the start; the log-density of the start is that of standard normal numbers.
        float[] start = chain.Slice(1, 0, 1).Reshape([4, 12]).Square().Sum(1).ToArray();
        float[] transitions = likelihood.LogDensity.Sum(1).ToArray();
        float[] logDensity = [.. transitions.Zip(start, (sum, square) => (float)((sum - (0.5 * square) - (6 * Math.Log(Math.Tau))) / 60))];
        double startEntropy = 12 * (0.5 + (0.5 * Math.Log(Math.Tau)));
        float[] entropy = [.. likelihood.Entropy.Sum(1).ToArray().Select(sum => (float)((sum + startEntropy) / 60))];
        AssertProperty("logprob_raw_without_initial", likelihood.LogDensity.Sum(1));
        AssertProperty("logprob_normalised", Engine.FromValues(logDensity, [4]));
        AssertProperty("entropy_rate_raw_without_initial", likelihood.Entropy.Sum(1) * 0.25f);
        AssertProperty("entropy_rate_normalised", Engine.FromValues(entropy, [4]));
        AssertClose([expected.GetProperty("noise_std_mean").GetSingle()], likelihood.StandardDeviation.Mean(), "standard deviation");

        void AssertProperty(string property, Tensor actual) =>
            AssertClose(CheckVectors.Singles(expected.GetProperty(property)), actual, property);
    }

    [Test]
    public void FlowMatchingYieldsTheKnownLoss()
    {
        JsonElement expected = _vectors["reflow_loss"];
        RectifiedFlowPolicy policy = Hopper();
        CheckVectors.Fill(Store(policy.Network));
        var objective = new FlowMatchingObjective(policy, new FlowMatchingOptions());
        objective.UseDraws([0.1f, 0.4f, 0.6f, 0.95f], CheckVectors.Sequence(48, 0.57, 1.3));

        Tensor actions = Engine.FromValues(CheckVectors.Sequence(48, 0.31, 0.9), [4, 4, 3]);
        Tensor loss = objective.Loss(new MicroBatch(0, 0, 4), actions, States([4, 1, 11]));

        AssertClose([expected.GetProperty("loss").GetSingle()], loss, "loss");
    }

    [Test]
    public void SelfConsistencyYieldsTheKnownLoss()
    {
        ShortcutPolicy policy = HopperShortcut();
        CheckVectors.Fill(Store(policy.Network));
        var objective = new SelfConsistencyObjective(policy, new SelfConsistencyOptions());
        objective.UseDraws([2], [3], [0.4f, 0.6f, 0.95f], CheckVectors.Sequence(48, 0.57, 1.3));

        Tensor actions = Engine.FromValues(CheckVectors.Sequence(48, 0.31, 0.9), [4, 4, 3]);
        Tensor loss = objective.Loss(new MicroBatch(0, 0, 4), actions, States([4, 1, 11]));

        AssertClose([_vectors["shortcut_loss"].GetProperty("loss").GetSingle()], loss, "loss");
    }

    [TestCase("reflow_sample_K1_from_x0", 1)]
    [TestCase("reflow_sample_K4_from_x0", 4)]
    [TestCase("shortcut_sample_K1_from_x0", 1)]
    [TestCase("shortcut_sample_K4_from_x0", 4)]
    public void DeterministicSamplingYieldsTheKnownActions(string name, int steps)
    {
        bool isShortcut = name.StartsWith("shortcut", StringComparison.Ordinal);
        IFlowPolicy policy = isShortcut ? HopperShortcut() : Hopper();
        CheckVectors.Fill(Store(policy.Network));
        FlowTimeGrid grid = isShortcut ? FlowTimeGrid.Uniform : FlowTimeGrid.Inclusive;
        var sampler = new EulerSampler(policy, new EulerSamplerOptions { DenoisingSteps = steps, Grid = grid });

        Tensor action = sampler.Sample(States([4, 1, 11]), Engine.FromValues(CheckVectors.Sequence(48, 0.57, 1.3), [4, 1, 4, 3]));

        AssertClose(CheckVectors.Singles(_vectors[name]), action.Slice(0, 0, 1), name);
    }

    [Test]
    public void TheNoiseBoundDecaysAsKnown()
    {
        var noise = new LearnedNoiseNet(Hopper(), 4, new NoiseNetOptions());
        foreach (JsonProperty entry in _vectors["learn_decay max_std(itr) n=1000 min.1 max.24"].EnumerateObject())
        {
            // The official schedule acts at the end of an iteration: its value at i holds during i + 1.
            noise.BeginIteration(int.Parse(entry.Name, System.Globalization.CultureInfo.InvariantCulture) + 1, 1000);
            Assert.That(noise.Bounds.Maximum, Is.EqualTo(entry.Value.GetDouble()).Within(1e-7), entry.Name);
            Assert.That(noise.Bounds.Minimum, Is.EqualTo(0.1f));
        }
    }

    protected override void Dispose(bool disposing)
    {
        _vectors.Dispose();
        base.Dispose(disposing);
    }

    private static RectifiedFlowPolicy Hopper() => new(new ActionChunkSpec(4, 4, 3), 11, new FlowNetworkOptions
    {
        Head = new PerceptronOptions { HiddenLayers = [64, 64, 64], Activation = ActivationKind.ReLU },
    });

    private static ShortcutPolicy HopperShortcut() => new(
        new ActionChunkSpec(4, 4, 3),
        11,
        new FlowNetworkOptions
        {
            ConditionLayers = [24, 16],
            Head = new PerceptronOptions { HiddenLayers = [64, 64, 64], Activation = ActivationKind.ReLU },
        },
        new ShortcutStepOptions());

    private static void AssertClose(float[] expected, Tensor actual, string name) =>
        GoldenCase.AssertClose(expected, actual.ToArray(), Relative, Absolute, name);

    private Tensor Actions(TensorShape shape) => Engine.FromValues(CheckVectors.Sequence(shape.ElementCount, 0.13, 0.2), shape);

    private Observation States(TensorShape shape) => new(Engine.FromValues(CheckVectors.Sequence(shape.ElementCount, 0.29, 0.5), shape));

    private Tensor Chain(IFlowPolicy policy, Observation observation)
    {
        float[] starts = [.. CheckVectors.Sequence(4 * 5 * 12, 0.41, 0.7, 0.6)];
        var states = new Tensor[5];
        states[0] = Engine.FromValues(starts, [4, 5, 4, 3]).Slice(1, 0, 1).Reshape([4, 4, 3]);
        for (int k = 0; k < 4; k++)
        {
            Tensor velocity = policy.Velocity(states[k], policy.EmbedSteps([new(k, k / 4f, 0.25f)]), policy.Encode(observation));
            Tensor kick = Engine.FromValues(CheckVectors.Sequence(48, 0.77, 0.3 + k, 0.15), [4, 4, 3]);
            states[k + 1] = (states[k] + (velocity * 0.25f)).Clamp(-1, 1) + kick;
        }

        return Engine.Concatenate(1, [.. states.Select(state => state.Reshape([4, 1, 4, 3]))]);
    }
}
