using FsCheck;
using FsCheck.Fluent;
using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class NoisyFlowPolicyTests : EngineTests
{
    private const int Batch = 9;
    private const int Steps = 4;

    [Test]
    public void TheLikelihoodOfOwnSamplesIsTheSampled(
        [Values] SampleMode mode, [Values] NoiseFeatures features, [Values] FlowTimeGrid grid)
    {
        NoisyFlowPolicy policy = SmallPolicies.Noisy(SmallPolicies.Flow([7, 5]), features, grid, Steps);
        SmallPolicies.Scale(Store(policy.Network), 2f);
        (Observation observation, Tensor noise) = Draw(new RandomSource(3));

        ChainSample sample = policy.Sample(observation, noise, mode);
        ChainLikelihood likelihood = policy.Evaluate(sample.Chain, observation);

        GoldenCase.AssertClose(sample.LogDensity.ToArray(), likelihood.LogDensity.ToArray(), 1e-5, 1e-5, "log-density");
    }

    [Test]
    public void AFloorUnderTheNoiseHoldsInSamplingAndInScoring()
    {
        RectifiedFlowPolicy flow = SmallPolicies.Flow();
        var policy = new NoisyFlowPolicy(
            flow,
            NoiseNets.Create(flow, Steps, new NoiseNetOptions()),
            new NoisyFlowOptions { DenoisingSteps = Steps, MinimumStandardDeviation = 0.2f });
        Store(policy.Network);
        (Observation observation, Tensor noise) = Draw(new RandomSource(3));

        ChainSample sample = policy.Sample(observation, noise, SampleMode.Stochastic);
        ChainLikelihood likelihood = policy.Evaluate(sample.Chain, observation);

        Assert.That(likelihood.StandardDeviation.ToArray(), Has.All.GreaterThanOrEqualTo(0.2f));
        GoldenCase.AssertClose(sample.LogDensity.ToArray(), likelihood.LogDensity.ToArray(), 1e-5, 1e-5, "log-density");
    }

    [Test]
    public void StandardDeviationsLieWithinTheirBounds() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<uint>(), ArbMap.Default.ArbFor<NonNegativeInt>(), ArbMap.Default.ArbFor<NonNegativeInt>(),
            (seed, low, width) =>
            {
                var bounds = new NoiseBounds(0.01f + (low.Get * 0.01f), 0.01f + ((low.Get + width.Get) * 0.01f));
                using TensorScope scope = Engine.OpenScope();
                RectifiedFlowPolicy flow = SmallPolicies.Flow();
                INoiseNet noise = NoiseNets.Create(flow, Steps, new NoiseNetOptions { HiddenLayers = [12] });
                noise.Bounds = bounds;
                var policy = new NoisyFlowPolicy(flow, noise, new NoisyFlowOptions { DenoisingSteps = Steps });
                using ParameterStore store = Store(policy.Network, seed);
                SmallPolicies.Scale(store, 20f);
                (Observation observation, Tensor draws) = Draw(new RandomSource(seed));

                float[] deviations = policy.Evaluate(draws, observation).StandardDeviation.ToArray();

                return deviations.All(deviation => deviation >= bounds.Minimum * (1 - 1e-5f) && deviation <= bounds.Maximum * (1 + 1e-5f))
                    && noise.Bounds == bounds;
            }).QuickCheckThrowOnFailure();

    [Test]
    public void PermutedObservationsGivePermutedChains()
    {
        NoisyFlowPolicy policy = SmallPolicies.Noisy(SmallPolicies.Flow([7, 5]), steps: Steps);
        Store(policy.Network);
        (Observation observation, Tensor noise) = Draw(new RandomSource(3));
        int[] order = new int[Batch];
        new RandomSource(4).FillPermutation(order);

        ChainSample sample = policy.Sample(observation, noise, SampleMode.Stochastic);
        ChainSample permuted = policy.Sample(new(Permute(observation.State, order)), Permute(noise, order), SampleMode.Stochastic);

        GoldenCase.AssertClose(Permute(sample.Chain, order).ToArray(), permuted.Chain.ToArray(), 1e-6, 1e-6, "chain");
        GoldenCase.AssertClose(Permute(sample.LogDensity, order).ToArray(), permuted.LogDensity.ToArray(), 1e-5, 1e-5, "log-density");
    }

    [Test]
    public void TheStochasticChainIsTheMeanPlusLimitedNoise()
    {
        var chunk = new ActionChunkSpec(2, 2, 3, -5f, 5f);
        var flow = new ConstantFlow(Engine, chunk, velocity: 0.5f);
        var noise = new FixedNoiseNet(chunk, 2, new NoiseNetOptions { Schedule = NoiseSchedule.Constant });
        var policy = new NoisyFlowPolicy(flow, noise, new NoisyFlowOptions { DenoisingSteps = 2, NoiseLimit = 1.5f, MeanLimit = null });
        float[] draw = [.. Enumerable.Repeat(0.1f, 6), .. Enumerable.Repeat(1f, 6), .. Enumerable.Repeat(-9f, 6)];
        Tensor draws = Engine.FromValues(draw, [1, 3, 2, 3]);

        ChainSample sample = policy.Sample(new(Engine.Zeros([1, 1, 1])), draws, SampleMode.Stochastic);

        // 0.1, + 0.5/2 + 0.1·1, + 0.5/2 − 0.1·1.5.
        float[] expected = [.. Enumerable.Repeat(0.1f, 6), .. Enumerable.Repeat(0.45f, 6), .. Enumerable.Repeat(0.55f, 6)];
        Assert.That(sample.Chain.ToArray(), Is.EqualTo(expected).Within(1e-6f));
        double[] deviations = [1, 1.5];
        double[] density = [.. deviations.Select(z => 6 * ((-0.5 * z * z) - Math.Log(0.1) - (0.5 * Math.Log(Math.Tau))))];
        Assert.That(sample.LogDensity.ToArray(), Is.EqualTo(density).Within(1e-4));
    }

    [TestCase(null)]
    [TestCase(StepCombination.Add)]
    [TestCase(StepCombination.Multiply)]
    [TestCase(StepCombination.Concatenate)]
    public void SamplingAllocatesNothingOnTheManagedHeap(StepCombination? shortcut)
    {
        IFlowPolicy flow = shortcut is { } combination ? SmallPolicies.Shortcut(combination) : SmallPolicies.Flow([7, 5]);
        NoisyFlowPolicy policy = SmallPolicies.Noisy(flow, steps: Steps);
        var sampler = new EulerSampler(flow, new EulerSamplerOptions { DenoisingSteps = Steps });
        Store(policy.Network);
        (Observation observation, Tensor noise) = Draw(new RandomSource(3));
        Tensor start = noise.Slice(1, 0, 1);

        Assert.That(Allocations.PerCall(Engine, () => policy.Sample(observation, noise, SampleMode.Stochastic)), Is.Zero);
        Assert.That(Allocations.PerCall(Engine, () => policy.Sample(observation, noise, SampleMode.Deterministic)), Is.Zero);
        Assert.That(Allocations.PerCall(Engine, () => sampler.Sample(observation, start)), Is.Zero);
    }

    [Test]
    public void ChainsOfAnotherLengthAreRefused()
    {
        NoisyFlowPolicy policy = SmallPolicies.Noisy(SmallPolicies.Flow(), steps: Steps);
        Store(policy.Network);
        (Observation observation, Tensor noise) = Draw(new RandomSource(3));

        Assert.That(
            () => policy.Evaluate(noise.Slice(1, 0, 3), observation),
            Throws.ArgumentException.With.Message.StartsWith("Expected shape [*, 5, 2, 3] but got [9, 3, 2, 3]."));
    }

    private static Tensor Permute(Tensor tensor, int[] order)
    {
        int batch = tensor.Shape[0];
        return tensor.Engine.GatherRows(tensor.Reshape([batch, tensor.Shape.ElementCount / batch]), order).Reshape(tensor.Shape);
    }

    private (Observation Observation, Tensor Noise) Draw(RandomSource random) =>
        (new(Gaussian(random, [Batch, 1, SmallPolicies.ObservationSize])), Gaussian(random, [Batch, Steps + 1, 2, 3]));
}
