using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class DiffusionSamplerTests : EngineTests
{
    private const float Mean = 0.3f;
    private const float Deviation = 0.2f;
    private const int Rows = 20_000;

    private static readonly ActionChunkSpec Chunk = new(2, 2, 1);

    /// <summary>
    /// With a linear prediction every step is x ← a·x + b + s·z, so that mean and variance of the samples follow from two
    /// recursions, which are written out here from the papers' formulas and not from the sampler's.
    /// </summary>
    [TestCase(DiffusionSampling.Ddpm, 20, 20, 1f, SampleMode.Deterministic)]
    [TestCase(DiffusionSampling.Ddpm, 20, 20, 1f, SampleMode.Stochastic)]
    [TestCase(DiffusionSampling.Ddim, 100, 10, 0f, SampleMode.Deterministic)]
    [TestCase(DiffusionSampling.Ddim, 100, 7, 1f, SampleMode.Stochastic)]
    [TestCase(DiffusionSampling.Ddim, 20, 4, 0.5f, SampleMode.Stochastic)]
    public void MeanAndVarianceOfTheSamplesAreThoseOfTheLinearRecursion(
        DiffusionSampling sampling, int levels, int steps, float eta, SampleMode mode)
    {
        var options = new DiffusionSamplerOptions
        {
            NoiseLevels = levels,
            Sampling = sampling,
            DenoisingSteps = steps,
            Eta = eta,
            CleanActionLimit = null,
            NoiseLimit = 8f,
            MinimumStandardDeviation = 0.05f,
        };
        var sampler = new DiffusionSampler(new LinearNoise(Engine, Chunk, levels, Mean, Deviation), options, mode);
        Tensor noise = Gaussian(new RandomSource(7), [Rows, sampler.NoiseBlocks, 2, 1]);

        float[] samples = sampler.Sample(new Observation(Engine.Zeros([Rows, 1, 1])), noise).ToArray();

        (double mean, double variance) = Recursion(options, mode);
        double average = samples.Average(value => (double)value);
        double spread = samples.Sum(value => (value - average) * (value - average)) / (samples.Length - 1);

        // Five standard errors.
        Assert.That(average, Is.EqualTo(mean).Within(5 * Math.Sqrt(variance / samples.Length)));
        Assert.That(spread, Is.EqualTo(variance).Within(5 * variance * Math.Sqrt(2.0 / samples.Length)));
    }

    [Test]
    public void ManyDeterministicStepsReachTheDistributionOfTheData()
    {
        var options = new DiffusionSamplerOptions { NoiseLevels = 1000, Sampling = DiffusionSampling.Ddim, CleanActionLimit = null };

        (double mean, double variance) = Recursion(options, SampleMode.Deterministic);

        Assert.That(mean, Is.EqualTo(Mean).Within(2e-3));
        Assert.That(Math.Sqrt(variance), Is.EqualTo(Deviation).Within(2e-3));
    }

    [TestCase(20, new[] { 15, 10, 5, 0 })]
    [TestCase(100, new[] { 80, 60, 40, 20, 0 })]
    public void TheStepsOfDdimAreEvenlySpacedAndEndAtTheCleanestLevel(int levels, int[] expected)
    {
        var seen = new List<int>();
        var predictor = new LevelRecorder(new LinearNoise(Engine, Chunk, levels, Mean, Deviation), seen);
        var options = new DiffusionSamplerOptions { NoiseLevels = levels, Sampling = DiffusionSampling.Ddim, DenoisingSteps = expected.Length };

        new DiffusionSampler(predictor, options).Sample(new Observation(Engine.Zeros([1, 1, 1])), Engine.Zeros([1, 1, 2, 1]));

        Assert.That(seen, Is.EqualTo(expected));
    }

    [Test]
    public void DeterministicActionsLieWithinTheLimitOfCleanActions([Values] DiffusionSampling sampling)
    {
        DiffusionPolicy policy = SmallPolicies.Diffusion();
        SmallPolicies.Scale(Store(policy.Network), 4f);
        var sampler = new DiffusionSampler(policy, new DiffusionSamplerOptions { Sampling = sampling });
        var random = new RandomSource(3);
        Tensor state = Gaussian(random, [50, 1, SmallPolicies.ObservationSize]);

        float[] actions = sampler.Sample(new Observation(state), Gaussian(random, [50, sampler.NoiseBlocks, 2, 3])).ToArray();

        Assert.That(actions, Has.All.InRange(-1f, 1f));
        Assert.That(actions.Count(action => Math.Abs(action) > 0.9999f), Is.GreaterThan(0), "Some lie on the limit");
    }

    [Test]
    public void OnlyTheStartOfDdimIsRandomInEvaluation()
    {
        DiffusionPolicy policy = SmallPolicies.Diffusion();

        Assert.That(new DiffusionSampler(policy, new() { Sampling = DiffusionSampling.Ddim }).NoiseBlocks, Is.EqualTo(1));
        Assert.That(new DiffusionSampler(policy, new()).NoiseBlocks, Is.EqualTo(21));
    }

    [Test]
    public void TheActionIsTheLastStateOfTheChain([Values] SampleMode mode)
    {
        DiffusionPolicy policy = SmallPolicies.Diffusion([7, 5]);
        Store(policy.Network);
        var sampler = new DiffusionSampler(policy, new DiffusionSamplerOptions { NoiseLevels = 5, FinalActionLimit = 0.5f }, mode);
        var random = new RandomSource(3);
        var observation = new Observation(Gaussian(random, [4, 1, SmallPolicies.ObservationSize]));
        Tensor noise = Gaussian(random, [4, 6, 2, 3]);

        Tensor chain = sampler.SampleChain(observation, noise);
        float[] action = sampler.Sample(observation, noise).ToArray();

        Assert.That(chain.Shape.ToArray(), Is.EqualTo((int[])[4, 6, 2, 3]));
        Assert.That(chain.Slice(1, 0, 1).ToArray(), Is.EqualTo(noise.Slice(1, 0, 1).ToArray()));
        Assert.That(chain.Slice(1, 5, 1).ToArray(), Is.EqualTo(action));
        Assert.That(action, Has.All.InRange(-0.5f, 0.5f));
    }

    [Test]
    public void SamplingAllocatesNothingOnTheManagedHeap([Values] DiffusionSampling sampling, [Values] SampleMode mode)
    {
        DiffusionPolicy policy = SmallPolicies.Diffusion([7, 5]);
        Store(policy.Network);
        var sampler = new DiffusionSampler(policy, new DiffusionSamplerOptions { NoiseLevels = 5, Sampling = sampling }, mode);
        var random = new RandomSource(3);
        var observation = new Observation(Gaussian(random, [4, 1, SmallPolicies.ObservationSize]));
        Tensor noise = Gaussian(random, [4, sampler.NoiseBlocks, 2, 3]);

        Assert.That(Allocations.PerCall(Engine, () => sampler.Sample(observation, noise)), Is.Zero);
    }

    [Test]
    public void NoiseOfAnotherShapeIsRefused()
    {
        var sampler = new DiffusionSampler(SmallPolicies.Diffusion(), new DiffusionSamplerOptions());

        Assert.That(
            () => sampler.Sample(new Observation(Engine.Zeros([1, 1, SmallPolicies.ObservationSize])), Engine.Zeros([1, 20, 2, 3])),
            Throws.ArgumentException.With.Message.StartsWith("Expected shape [*, 21, 2, 3] but got [1, 20, 2, 3]."));
    }

    private static (double Mean, double Variance) Recursion(DiffusionSamplerOptions options, SampleMode mode)
    {
        var schedule = new CosineNoiseSchedule(options.NoiseLevels);
        int steps = options.DenoisingSteps ?? options.NoiseLevels;
        int stride = options.NoiseLevels / steps;
        (double mean, double variance) = (0, 1);
        for (int level = stride * (steps - 1); level >= 0; level -= stride)
        {
            double share = schedule.SignalShares[level];
            double below = level < stride ? 1 : schedule.SignalShares[level - stride];
            double slope = Math.Sqrt(1 - share) / ((share * Deviation * Deviation) + 1 - share);
            double eta = options.Sampling == DiffusionSampling.Ddpm ? 1 : mode == SampleMode.Stochastic ? options.Eta : 0;
            double process = eta * Math.Sqrt((1 - below) / (1 - share) * (1 - (share / below)));
            double floor = mode == SampleMode.Stochastic ? options.MinimumStandardDeviation : 0;

            // x⁰ = (x − √(1 − ᾱ)·ε)/√ᾱ; next = √ᾱ′·x⁰ + √(1 − ᾱ′ − σ²)·ε. With η = 1 this is the posterior of DDPM.
            double direction = Math.Sqrt(Math.Max(1 - below - (process * process), 0));
            double scale = Math.Sqrt(below / share);
            double factor = scale + (slope * (direction - (scale * Math.Sqrt(1 - share))));
            double shift = -slope * Math.Sqrt(share) * Mean * (direction - (scale * Math.Sqrt(1 - share)));
            double injected = Math.Max(process, floor);
            (mean, variance) = ((factor * mean) + shift, (factor * factor * variance) + (injected * injected));
        }

        return (mean, variance);
    }

    private sealed class LevelRecorder(INoisePredictor inner, List<int> seen) : INoisePredictor
    {
        public Module Network => inner.Network;

        public ActionChunkSpec ActionChunk => inner.ActionChunk;

        public Condition Encode(Observation observation) => inner.Encode(observation);

        public Tensor EmbedLevels(ReadOnlySpan<int> levels)
        {
            seen.AddRange(levels);
            return inner.EmbedLevels(levels);
        }

        public Tensor PredictNoise(Tensor chunk, Tensor levelEmbedding, Condition condition) =>
            inner.PredictNoise(chunk, levelEmbedding, condition);
    }
}
