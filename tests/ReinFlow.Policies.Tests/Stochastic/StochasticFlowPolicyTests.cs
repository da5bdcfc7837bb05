using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests.Stochastic;

public sealed class StochasticFlowPolicyTests : EngineTests
{
    private const int Batch = 9;
    private const int Steps = 4;

    [Test]
    public void TheLikelihoodOfOwnSamplesIsTheSampled(
        [Values] StochasticSampler sampler, [Values] StochasticSteps reduction, [Values] SampleMode mode, [Values] bool shortcut)
    {
        IChainPolicy policy = Policy(shortcut ? SmallPolicies.Shortcut() : SmallPolicies.Flow([7, 5]), sampler, reduction);
        using ParameterStore store = Store(policy.Network);
        SmallPolicies.Scale(store, 2f);
        (Observation observation, Tensor noise) = Draw(policy);

        ChainSample sample = policy.Sample(observation, noise, mode);
        ChainLikelihood likelihood = policy.Evaluate(sample.Chain, observation);

        Assert.Multiple(() =>
        {
            Assert.That(sample.Chain.Shape.ToArray(), Is.EqualTo((int[])[Batch, policy.ChainStates, 2, 3]));
            Assert.That(likelihood.LogDensity.Shape.ToArray(), Is.EqualTo((int[])[Batch, policy.DenoisingSteps]));
            Assert.That(likelihood.Entropy.Shape.ToArray(), Is.EqualTo((int[])[Batch, policy.DenoisingSteps]));
            Assert.That(likelihood.StandardDeviation.Shape.ToArray(), Is.EqualTo((int[])[Batch, policy.DenoisingSteps, 6]));
        });

        // Without noise a sample is scored against the mean without its correction.
        if (mode == SampleMode.Stochastic)
        {
            GoldenCase.AssertClose(sample.LogDensity.ToArray(), likelihood.LogDensity.ToArray(), 1e-5, 1e-5, "log-density");
        }
    }

    [Test]
    public void WithoutNoiseThePolicyActsAsItsFlow([Values] StochasticSampler sampler, [Values] StochasticSteps reduction)
    {
        RectifiedFlowPolicy flow = SmallPolicies.Flow();
        IChainPolicy policy = Policy(flow, sampler, reduction);
        using ParameterStore store = Store(policy.Network);
        SmallPolicies.Scale(store, 2f);
        (Observation observation, Tensor noise) = Draw(policy);

        Tensor acted = new ChainActionSampler(policy, SampleMode.Deterministic).Sample(observation, noise);
        Tensor expected = new EulerSampler(flow, new EulerSamplerOptions { DenoisingSteps = Steps }).Sample(observation, noise.Slice(1, 0, 1));

        GoldenCase.AssertClose(expected.ToArray(), acted.ToArray(), 1e-6, 1e-6, "action");
    }

    [Test]
    public void OnlyTheDrawnStepIsStochasticAndScored([Values] StochasticSampler sampler)
    {
        RectifiedFlowPolicy flow = SmallPolicies.Flow([7, 5]);
        IChainPolicy policy = Policy(flow, sampler, StochasticSteps.OneAtRandom);
        IChainPolicy joint = Policy(flow, sampler, StochasticSteps.All);
        using ParameterStore store = Store(policy.Network);
        (Observation observation, Tensor noise) = Draw(policy);
        ChainSample sample = policy.Sample(observation, noise, SampleMode.Stochastic);
        float[] numbers = sample.Chain.Slice(1, 1, 1).ToArray();
        float[] densities = sample.LogDensity.ToArray();

        for (int row = 0; row < Batch; row++)
        {
            int drawn = (int)numbers[row * 6];
            var own = new Observation(observation.State.Slice(0, row, 1));

            // The chain of all steps, with the recorded states at the drawn one.
            Tensor states = Engine.Zeros([1, drawn + 1, 2, 3]);
            Tensor recorded = sample.Chain.Slice(0, row, 1);
            Tensor[] parts = drawn == 0 ? [recorded.Slice(1, 2, 2)] : [states.Slice(1, 0, drawn), recorded.Slice(1, 2, 2)];
            Tensor chain = Engine.Concatenate(1, [.. parts, Engine.Zeros([1, Steps, 2, 3])]).Slice(1, 0, joint.ChainStates);
            float expected = joint.Evaluate(chain, own).LogDensity.ToArray()[drawn];
            Assert.That(densities[row], Is.EqualTo(expected).Within(1e-4 + (1e-5 * Math.Abs(expected))), $"Row {row}, step {drawn}");
        }
    }

    [Test]
    public void AnUpdateEvaluatesOneVelocityForEachDecision()
    {
        var field = new LinearVelocity(Engine, SmallPolicies.Chunk, 0f, 1f);
        IChainPolicy policy = Policy(field, StochasticSampler.FlowSde, StochasticSteps.OneAtRandom);
        var observation = new Observation(Engine.Zeros([Batch, 1, 1]));
        Tensor chain = policy.Sample(observation, Gaussian(new RandomSource(3), [Batch, 4, 2, 3]), SampleMode.Stochastic).Chain;
        int sampled = field.Rows;

        policy.Evaluate(chain, observation);

        Assert.Multiple(() =>
        {
            Assert.That(sampled, Is.EqualTo(Steps * Batch));
            Assert.That(field.Rows - sampled, Is.EqualTo(Batch));
        });
    }

    [TestCase(StochasticSampler.FlowSde, Steps)]
    [TestCase(StochasticSampler.FlowCps, Steps - 1)]
    [TestCase(StochasticSampler.FixedNoise, Steps)]
    public void EveryNoisyStepIsDrawnEquallyOften(StochasticSampler sampler, int noisy)
    {
        const int Rows = 12_000;
        var field = new LinearVelocity(Engine, SmallPolicies.Chunk, 0f, 1f);
        IChainPolicy policy = Policy(field, sampler, StochasticSteps.OneAtRandom);
        Tensor noise = Gaussian(new RandomSource(3), [Rows, 4, 2, 3]);

        Tensor chain = policy.Sample(new Observation(Engine.Zeros([Rows, 1, 1])), noise, SampleMode.Stochastic).Chain;

        int[] counts = new int[Steps];
        foreach (float[] row in chain.Slice(1, 1, 1).ToArray().Chunk(6))
        {
            Assert.That(row, Is.All.EqualTo(row[0]));
            counts[(int)row[0]]++;
        }

        double expected = (double)Rows / noisy;
        double error = 5 * Math.Sqrt(expected * (1 - (1.0 / noisy)));
        Assert.That(counts[..noisy], Is.All.EqualTo(expected).Within(error));
        Assert.That(counts[noisy..], Is.All.Zero);
    }

    [Test]
    public void TheGradientOfTheLikelihoodIsItsSlope([Values] StochasticSampler sampler, [Values] StochasticSteps reduction, [Values] bool shortcut)
    {
        IChainPolicy policy = Policy(shortcut ? SmallPolicies.Shortcut() : SmallPolicies.Flow([7, 5]), sampler, reduction);
        using ParameterStore store = Store(policy.Network);
        (Observation observation, Tensor noise) = Draw(policy);
        Tensor chain = policy.Sample(observation, noise, SampleMode.Stochastic).Chain;
        using (GradientTape tape = Engine.RecordGradients())
        {
            tape.Backward(Objective());
        }

        ParameterSlopes.AssertGradient(store, () => Objective().ToSingle(), 4e-3f);

        Tensor Objective() => (policy.Evaluate(chain, observation).LogDensity * 0.1f).Sum();
    }

    [Test]
    public void SamplingAllocatesNothingOnTheManagedHeap(
        [Values] StochasticSampler sampler, [Values] StochasticSteps reduction, [Values] SampleMode mode)
    {
        IChainPolicy policy = Policy(SmallPolicies.Flow([7, 5]), sampler, reduction);
        using ParameterStore store = Store(policy.Network);
        (Observation observation, Tensor noise) = Draw(policy);

        Assert.That(Allocations.PerCall(Engine, () => policy.Sample(observation, noise, mode)), Is.Zero);
    }

    [Test]
    public void AFloorMakesEveryStepStochastic()
    {
        var chain = new NoisyFlowOptions { DenoisingSteps = Steps, MinimumStandardDeviation = 0.05f };
        var options = new StochasticSamplerOptions { Sampler = StochasticSampler.FlowCps };

        var policy = new StochasticFlowPolicy(SmallPolicies.Flow(), chain, options);
        var without = new StochasticFlowPolicy(SmallPolicies.Flow(), chain with { MinimumStandardDeviation = 0f }, options);

        Assert.Multiple(() =>
        {
            Assert.That(policy.StandardDeviations.ToArray(), Has.Length.EqualTo(Steps).And.All.GreaterThanOrEqualTo(0.05f));
            Assert.That(without.DenoisingSteps, Is.EqualTo(Steps - 1));
            Assert.That(without.ChainStates, Is.EqualTo(Steps + 1));
        });
    }

    [Test]
    public void WhatDoesNotFitIsRefused()
    {
        RectifiedFlowPolicy flow = SmallPolicies.Flow();
        Assert.Multiple(() =>
        {
            Assert.That(
                () => StochasticFlow.Create(flow, new NoisyFlowOptions { Grid = FlowTimeGrid.Inclusive }, new StochasticSamplerOptions()),
                Throws.ArgumentException.With.Message.Contains("Grid (Inclusive) must be Uniform"));
            Assert.That(
                () => StochasticFlow.Create(flow, new NoisyFlowOptions { DenoisingSteps = 1 }, new StochasticSamplerOptions()),
                Throws.ArgumentException.With.Message.Contains("DenoisingSteps (1) must be at least 2"));
            Assert.That(
                () => StochasticFlow.Create(
                    flow, new NoisyFlowOptions(), new StochasticSamplerOptions { Sampler = StochasticSampler.FlowCps, NoiseLevel = 1.5f }),
                Throws.ArgumentException.With.Message.Contains("NoiseLevel (1.5) must not exceed 1"));
            Assert.That(
                () => new StochasticFlowPolicy(flow, new NoisyFlowOptions(), new StochasticSamplerOptions { Steps = StochasticSteps.OneAtRandom }),
                Throws.ArgumentException.With.Message.Contains("Steps (OneAtRandom) must be All"));
        });
    }

    [Test]
    public void AChainOfAnotherPolicyIsRefused()
    {
        IChainPolicy policy = Policy(SmallPolicies.Flow(), StochasticSampler.FlowSde, StochasticSteps.OneAtRandom);
        using ParameterStore store = Store(policy.Network);
        (Observation observation, _) = Draw(policy);

        Assert.That(
            () => policy.Evaluate(Engine.Zeros([Batch, 5, 2, 3]) + 7f, observation),
            Throws.ArgumentException.With.Message.Contains("holds the drawn step, 0 to 3, but holds 7"));
    }

    private static IChainPolicy Policy(IFlowPolicy flow, StochasticSampler sampler, StochasticSteps reduction) => StochasticFlow.Create(
        flow, new NoisyFlowOptions { DenoisingSteps = Steps }, new StochasticSamplerOptions { Sampler = sampler, Steps = reduction });

    private (Observation Observation, Tensor Noise) Draw(IChainPolicy policy)
    {
        var random = new RandomSource(3);
        var observation = new Observation(Gaussian(random, [Batch, 1, SmallPolicies.ObservationSize]));
        return (observation, Gaussian(random, [Batch, policy.NoiseBlocks, 2, 3]));
    }
}
