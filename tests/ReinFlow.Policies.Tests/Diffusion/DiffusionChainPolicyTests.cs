using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class DiffusionChainPolicyTests : EngineTests
{
    private const int Batch = 9;
    private const float Reach = 4e-3f;

    [Test]
    public void TheLikelihoodOfOwnSamplesIsTheSampled([Values] DiffusionSampling sampling, [Values(2, 5)] int fineTuned)
    {
        DiffusionChainPolicy policy = Create(sampling, fineTuned);
        SmallPolicies.Scale(Store(policy.Network), 2f);
        (Observation observation, Tensor noise) = Draw(policy);

        ChainSample sample = policy.Sample(observation, noise, SampleMode.Stochastic);
        ChainLikelihood likelihood = policy.Evaluate(sample.Chain, observation);

        GoldenCase.AssertClose(sample.LogDensity.ToArray(), likelihood.LogDensity.ToArray(), 1e-5, 1e-5, "log-density");
    }

    [Test]
    public void AChainOfEqualPoliciesIsThatOfTheSampler([Values] DiffusionSampling sampling, [Values] SampleMode mode)
    {
        DiffusionChainPolicy chain = Create(sampling, fineTuned: 2);
        ParameterStore store = Store(chain.Network);
        CopyPolicyToBase(store);
        DiffusionPolicy single = SmallPolicies.Diffusion([7, 5]);
        ParameterStore singleStore = Store(single.Network);
        Dictionary<string, NamedValues> values = store.Export(store.Values).ToDictionary(entry => entry.Name);
        singleStore.Import(singleStore.Values, name => values["policy." + name]);
        var sampler = new DiffusionSampler(single, Options(sampling, 2), mode);
        (Observation observation, Tensor noise) = Draw(chain);

        float[] states = chain.Sample(observation, noise, mode).Chain.ToArray();
        Tensor expected = sampler.SampleChain(observation, noise.Slice(1, 0, sampler.NoiseBlocks));

        Assert.That(states, Is.EqualTo(expected.Slice(1, 3, 3).ToArray()).Within(1e-6f));
    }

    [Test]
    public void ASamplerWithAFrozenPolicyWalksTheWholeWayOfTheChain([Values] DiffusionSampling sampling, [Values] SampleMode mode, [Values(2, 5)] int fineTuned)
    {
        DiffusionPolicy policy = SmallPolicies.Diffusion([7, 5]);
        DiffusionPolicy frozen = SmallPolicies.Diffusion([7, 5]);
        var chain = new DiffusionChainPolicy(policy, frozen, Options(sampling, fineTuned));
        Store(new ModuleGroup(("policy", policy.Network), ("base", frozen.Network)));
        var sampler = new DiffusionSampler(policy, frozen, Options(sampling, fineTuned), mode);
        (Observation observation, Tensor noise) = Draw(chain);

        Tensor states = sampler.SampleChain(observation, noise.Slice(1, 0, sampler.NoiseBlocks));
        Tensor recorded = chain.Sample(observation, noise, mode).Chain;

        Assert.That(states.Slice(1, 5 - fineTuned, fineTuned + 1).ToArray(), Is.EqualTo(recorded.ToArray()));
        Assert.That(states.Slice(1, 0, 1).ToArray(), Is.EqualTo(noise.Slice(1, 0, 1).ToArray()));
        Assert.That(sampler.Sample(observation, noise.Slice(1, 0, sampler.NoiseBlocks)).ToArray(), Is.EqualTo(states.Slice(1, 5, 1).ToArray()));
    }

    [Test]
    public void TheGradientOfTheLikelihoodIsItsSlope([Values] DiffusionSampling sampling, [Values(2, 5)] int fineTuned)
    {
        // Without the limits, whose kinks differences would straddle.
        DiffusionChainPolicy policy = Create(sampling, fineTuned, options =>
        {
            options.CleanActionLimit = null;
            options.MinimumLogDensity = -1e6f;
        });
        using ParameterStore store = Store(policy.Network);
        (Observation observation, Tensor noise) = Draw(policy);
        Tensor chain = noise.Slice(1, 0, fineTuned + 1) * 0.3f;

        // Scaled to a gradient of length 10, because the slopes of different steps and samplers differ by orders of magnitude.
        float scale = 1f;
        Differentiate();
        scale = (float)(10 / store.GradientNorm());
        Differentiate();

        ParameterSlopes.AssertGradient(store, () => Objective().ToSingle(), Reach);

        Tensor Objective() => (policy.Evaluate(chain, observation).LogDensity * scale).Sum();

        void Differentiate()
        {
            store.ClearGradients();
            using GradientTape tape = Engine.RecordGradients();
            tape.Backward(Objective());
        }
    }

    [Test]
    public void FrozenParametersAreNotTrained()
    {
        using ParameterStore store = Store(Create(DiffusionSampling.Ddpm, 2).Network);
        ILookup<bool, string> names = store.Entries.ToLookup(entry => entry.IsTrainable, entry => entry.Name);

        Assert.That(names[true], Has.All.StartsWith("policy."));
        Assert.That(names[false], Has.All.StartsWith("base."));
        Assert.That(names[false].Count(), Is.EqualTo(names[true].Count()));
    }

    [Test]
    public void AChainThatIsFineTunedAsAWholeNeedsNoFrozenPolicy()
    {
        var policy = new DiffusionChainPolicy(SmallPolicies.Diffusion(), null, Options(DiffusionSampling.Ddpm, 5));
        using ParameterStore store = Store(policy.Network);

        Assert.That(store.Entries.Select(entry => entry.Name), Has.All.StartsWith("policy."));
        Assert.That(
            () => new DiffusionChainPolicy(SmallPolicies.Diffusion(), null, Options(DiffusionSampling.Ddpm, 2)),
            Throws.ArgumentException.With.Message.Contains("3 denoising steps are not fine-tuned"));
    }

    [Test]
    public void OnlyTheScoredActionsCount()
    {
        DiffusionChainPolicy whole = Create(DiffusionSampling.Ddpm, 5);
        DiffusionChainPolicy first = Create(DiffusionSampling.Ddpm, 5, options => options.ScoredSteps = 1);
        Store(whole.Network);
        Store(first.Network);
        (Observation observation, Tensor noise) = Draw(whole);
        float[] chain = whole.Sample(observation, noise, SampleMode.Stochastic).Chain.ToArray();
        float[] moved = [.. chain];

        // The second action of every last state moves; nothing starts from there, so that only its own density changes.
        for (int row = 0; row < Batch; row++)
        {
            moved[(row * 36) + 33] += 0.1f;
        }

        Assert.That(Densities(first, chain), Is.EqualTo(Densities(first, moved)));
        Assert.That(Densities(whole, chain), Is.Not.EqualTo(Densities(whole, moved)));
        Assert.That((first.ScoredSteps, whole.ScoredSteps), Is.EqualTo((1, 2)));

        float[] Densities(DiffusionChainPolicy policy, float[] states) =>
            policy.Evaluate(Engine.FromValues(states, [Batch, 6, 2, 3]), observation).LogDensity.ToArray();
    }

    [Test]
    public void StandardDeviationsAndEntropiesAreThoseOfTheProcessWithItsFloor()
    {
        DiffusionChainPolicy policy = Create(DiffusionSampling.Ddpm, 3);
        Store(policy.Network);
        (Observation observation, Tensor noise) = Draw(policy);
        var schedule = new CosineNoiseSchedule(5);

        ChainLikelihood likelihood = policy.Evaluate(policy.Sample(observation, noise, SampleMode.Stochastic).Chain, observation);

        double[] deviations = [.. Enumerable.Range(0, 3).Select(i => Math.Max(0.1, Math.Sqrt(schedule.PosteriorVariance(2 - i))))];
        Assert.That(likelihood.StandardDeviation.Shape.ToArray(), Is.EqualTo((int[])[Batch, 3, 6]));
        Assert.That(likelihood.StandardDeviation.Slice(2, 0, 1).ToArray()[..3], Is.EqualTo(deviations).Within(1e-6));
        Assert.That(
            likelihood.Entropy.ToArray()[^3..],
            Is.EqualTo(deviations.Select(deviation => 6 * 0.5 * Math.Log(Math.Tau * Math.E * deviation * deviation))).Within(1e-4));
    }

    [TestCase(100, new[] { .737755, .513968, .295109, .025061, 0 })]
    [TestCase(20, new[] { .706212, .414648, .088062, 0 })]
    public void TheNoiseOfDdimIsTheReference(int levels, double[] expected)
    {
        const double Floor = 1e-5;
        var options = new DiffusionChainOptions
        {
            NoiseLevels = levels,
            Sampling = DiffusionSampling.Ddim,
            DenoisingSteps = expected.Length,
            FineTunedSteps = expected.Length,
            MinimumScoredDeviation = (float)Floor,
        };
        var policy = new DiffusionChainPolicy(SmallPolicies.Diffusion([7, 5]), null, options);
        Store(policy.Network);
        (Observation observation, Tensor noise) = Draw(policy);

        float[] deviations = policy.Evaluate(noise, observation).StandardDeviation.Slice(2, 0, 1).ToArray()[..expected.Length];

        Assert.That(deviations, Is.EqualTo(expected.Select(value => Math.Max(value, Floor))).Within(1e-6));
    }

    [Test]
    public void ADefaultChainHoldsTheTenFineTunedStepsAndEndsWithTheActionChunk()
    {
        var policy = new DiffusionChainPolicy(SmallPolicies.Diffusion([7, 5]), SmallPolicies.Diffusion([7, 5]), new DiffusionChainOptions());
        Store(policy.Network);
        (Observation observation, Tensor noise) = Draw(policy);

        Tensor chain = policy.Sample(observation, noise, SampleMode.Stochastic).Chain;
        Tensor action = new ChainActionSampler(policy, SampleMode.Stochastic).Sample(observation, noise);

        Assert.That(chain.Shape.ToArray(), Is.EqualTo((int[])[Batch, 11, 2, 3]));
        Assert.That(action.ToArray(), Is.EqualTo(chain.Slice(1, 10, 1).ToArray()));
    }

    [Test]
    public void SamplingAllocatesNothingOnTheManagedHeap([Values] DiffusionSampling sampling, [Values] SampleMode mode)
    {
        DiffusionChainPolicy policy = Create(sampling, fineTuned: 2);
        Store(policy.Network);
        (Observation observation, Tensor noise) = Draw(policy);

        Assert.That(Allocations.PerCall(Engine, () => policy.Sample(observation, noise, mode)), Is.Zero);
    }

    private static DiffusionChainPolicy Create(DiffusionSampling sampling, int fineTuned, Action<DiffusionChainOptions>? configure = null)
    {
        DiffusionChainOptions options = Options(sampling, fineTuned);
        configure?.Invoke(options);
        return new DiffusionChainPolicy(SmallPolicies.Diffusion([7, 5]), SmallPolicies.Diffusion([7, 5]), options);
    }

    private static DiffusionChainOptions Options(DiffusionSampling sampling, int fineTuned) => new()
    {
        NoiseLevels = sampling == DiffusionSampling.Ddpm ? 5 : 20,
        Sampling = sampling,
        DenoisingSteps = 5,
        FineTunedSteps = fineTuned,
    };

    private static void CopyPolicyToBase(ParameterStore store)
    {
        Dictionary<string, NamedValues> values = store.Export(store.Values).ToDictionary(entry => entry.Name);
        store.Import(store.Values, name => values[name.Replace("base.", "policy.", StringComparison.Ordinal)]);
    }

    private (Observation Observation, Tensor Noise) Draw(DiffusionChainPolicy policy)
    {
        var random = new RandomSource(3);
        return (
            new(Gaussian(random, [Batch, 1, SmallPolicies.ObservationSize])),
            Gaussian(random, [Batch, policy.NoiseBlocks, 2, 3]));
    }
}
