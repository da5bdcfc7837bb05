using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests.Gaussian;

public sealed class GaussianPolicyTests : EngineTests
{
    private const int Batch = 7;

    public static IEnumerable<TestCaseData> Heads()
    {
        yield return new TestCaseData(GaussianDeviation.Fixed, 1);
        yield return new TestCaseData(GaussianDeviation.Learned, 1);
        yield return new TestCaseData(GaussianDeviation.StateDependent, 1);
        yield return new TestCaseData(GaussianDeviation.Fixed, 3);
        yield return new TestCaseData(GaussianDeviation.Learned, 3);
    }

    [TestCaseSource(nameof(Heads))]
    public void TheLikelihoodOfOwnSamplesIsTheSampled(GaussianDeviation deviation, int components)
    {
        GaussianPolicy policy = Policy(deviation, components);
        using ParameterStore store = Store(policy.Network);
        SmallPolicies.Scale(store, 2f);
        (Observation observation, Tensor noise) = Draw(policy);

        ChainSample sample = policy.Sample(observation, noise, SampleMode.Stochastic);
        ChainLikelihood likelihood = policy.Evaluate(sample.Chain, observation);

        Assert.That(likelihood.StandardDeviation.Shape.ToArray(), Is.EqualTo((int[])[Batch, 1, 6]));
        Assert.That(likelihood.Entropy.Shape.ToArray(), Is.EqualTo((int[])[Batch, 1]));
        GoldenCase.AssertClose(sample.LogDensity.ToArray(), likelihood.LogDensity.ToArray(), 1e-5, 1e-5, "log-density");
    }

    [TestCaseSource(nameof(Heads))]
    public void TheGradientOfTheLikelihoodIsItsSlope(GaussianDeviation deviation, int components)
    {
        GaussianPolicy policy = Policy(deviation, components);
        using ParameterStore store = Store(policy.Network);
        (Observation observation, Tensor noise) = Draw(policy);
        Tensor chain = policy.Sample(observation, noise, SampleMode.Stochastic).Chain;
        using (GradientTape tape = Engine.RecordGradients())
        {
            tape.Backward(Objective());
        }

        ParameterSlopes.AssertGradient(store, () => Objective().ToSingle(), 4e-3f);

        Tensor Objective()
        {
            ChainLikelihood likelihood = policy.Evaluate(chain, observation);
            return (likelihood.LogDensity * 0.1f).Sum() + (likelihood.Entropy * 0.3f).Sum();
        }
    }

    [TestCase(GaussianDeviation.Fixed)]
    [TestCase(GaussianDeviation.Learned)]
    [TestCase(GaussianDeviation.StateDependent)]
    public void SamplesHaveTheMeanAndTheVarianceOfTheHead(GaussianDeviation kind)
    {
        const int Rows = 20_000;
        var options = new GaussianHeadOptions
        {
            Network = new PerceptronOptions { HiddenLayers = [16, 16, 16], Residual = false },
            Deviation = kind,
            MaximumStandardDeviation = 0.4f,
            NoiseLimit = 100f,
        };
        var policy = new GaussianPolicy(new ActionChunkSpec(2, 2, 3, -100f, 100f), SmallPolicies.ObservationSize, options);
        Store(policy.Network);
        var random = new RandomSource(9);
        var observation = new Observation(Gaussian(random, [1, 1, SmallPolicies.ObservationSize]).TileRows(Rows));
        Tensor noise = Gaussian(random, [Rows, 1, 2, 3]);

        float[] samples = policy.Sample(observation, noise, SampleMode.Stochastic).Chain.Slice(1, 2, 1).ToArray();
        Tensor center = policy.Sample(observation, noise, SampleMode.Deterministic).Chain;
        float[] mean = center.Slice(1, 2, 1).ToArray()[..6];
        float[] deviation = policy.Evaluate(center, observation).StandardDeviation.ToArray()[..6];

        for (int i = 0; i < 6; i++)
        {
            double[] values = [.. samples.Chunk(6).Select(row => (double)row[i])];
            double average = values.Average();
            double variance = values.Average(value => Math.Pow(value - average, 2));

            // Five standard errors.
            Assert.That(average, Is.EqualTo(mean[i]).Within(5 * deviation[i] / Math.Sqrt(Rows)));
            Assert.That(variance / Math.Pow(deviation[i], 2), Is.EqualTo(1).Within(5 * Math.Sqrt(2.0 / Rows)));
        }
    }

    [TestCaseSource(nameof(Heads))]
    public void SamplingAllocatesNothingOnTheManagedHeap(GaussianDeviation deviation, int components)
    {
        GaussianPolicy policy = Policy(deviation, components);
        using ParameterStore store = Store(policy.Network);
        (Observation observation, Tensor noise) = Draw(policy);

        Assert.That(Allocations.PerCall(Engine, () => policy.Sample(observation, noise, SampleMode.Stochastic)), Is.Zero);
        Assert.That(Allocations.PerCall(Engine, () => policy.Sample(observation, noise, SampleMode.Deterministic)), Is.Zero);
    }

    [TestCaseSource(nameof(Heads))]
    public void StandardDeviationsLieWithinTheirBounds(GaussianDeviation deviation, int components)
    {
        GaussianPolicy policy = Policy(deviation, components);
        using ParameterStore store = Store(policy.Network);
        SmallPolicies.Scale(store, 20f);
        (Observation observation, _) = Draw(policy);

        float[] deviations = policy.Evaluate(Engine.Zeros([Batch, 3, 2, 3]), observation).StandardDeviation.ToArray();

        Assert.That(deviations, Is.All.InRange(0.05f * (1 - 1e-5f), 0.4f * (1 + 1e-5f)));
    }

    [Test]
    public void AnActionBeyondItsBoundsIsExecutedWithinThemAndScoredAsItWasDrawn()
    {
        GaussianPolicy policy = Policy(GaussianDeviation.Fixed, 1);
        using ParameterStore store = Store(policy.Network);
        (Observation observation, _) = Draw(policy);

        ChainSample sample = policy.Sample(observation, Engine.Zeros([Batch, 1, 2, 3]) + 9f, SampleMode.Stochastic);

        float[] drawn = sample.Chain.Slice(1, 1, 1).ToArray();
        float[] executed = sample.Chain.Slice(1, 2, 1).ToArray();
        double each = (-0.5 * 3 * 3) - Math.Log(0.4) - (0.5 * Math.Log(Math.Tau));
        Assert.Multiple(() =>
        {
            Assert.That(drawn, Has.Some.GreaterThan(1f));
            Assert.That(executed, Is.EqualTo(drawn.Select(value => Math.Clamp(value, -1f, 1f))));
            Assert.That(sample.LogDensity.ToArray(), Is.All.EqualTo(6 * each).Within(1e-3), "Three standard deviations from the mean in every component");
        });
    }

    [Test]
    public void LikelihoodsOfAMixtureFarAwayStayFinite()
    {
        GaussianPolicy policy = Policy(GaussianDeviation.Learned, 3);
        using ParameterStore store = Store(policy.Network);
        (Observation observation, _) = Draw(policy);

        float[] densities = policy.Evaluate(Engine.Zeros([Batch, 3, 2, 3]) + 100f, observation).LogDensity.ToArray();

        Assert.That(densities, Is.All.Matches<float>(float.IsFinite).And.All.LessThan(-1e4f));
    }

    [Test]
    public void WhatDoesNotFitIsRefused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(
                () => Policy(GaussianDeviation.StateDependent, 3),
                Throws.ArgumentException.With.Message.Contains("Deviation (StateDependent) needs one component"));
            Assert.That(
                () => new GaussianPolicy(SmallPolicies.Chunk, 6, new GaussianHeadOptions { MinimumStandardDeviation = 0.5f }),
                Throws.ArgumentException.With.Message.Contains("MinimumStandardDeviation (0.5) must not exceed"));
        });
    }

    private static GaussianPolicy Policy(GaussianDeviation deviation, int components) => new(
        SmallPolicies.Chunk,
        SmallPolicies.ObservationSize,
        new GaussianHeadOptions
        {
            Components = components,
            Network = new PerceptronOptions { HiddenLayers = [16, 16, 16], Residual = false, OutputActivation = ActivationKind.Tanh },
            Deviation = deviation,
            InitialStandardDeviation = deviation == GaussianDeviation.Fixed ? 0.4f : 0.2f,
            MinimumStandardDeviation = 0.05f,
            MaximumStandardDeviation = 0.4f,
        });

    private (Observation Observation, Tensor Noise) Draw(GaussianPolicy policy)
    {
        var random = new RandomSource(3);
        var observation = new Observation(Gaussian(random, [Batch, 1, SmallPolicies.ObservationSize]));
        return (observation, Gaussian(random, [Batch, policy.NoiseBlocks, 2, 3]));
    }
}
