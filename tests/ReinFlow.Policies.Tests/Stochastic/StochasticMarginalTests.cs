using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests.Stochastic;

/// <summary>What the samplers do to a field whose states are normal numbers of known mean and variance.</summary>
public sealed class StochasticMarginalTests : EngineTests
{
    private const int Rows = 2000;
    private const float Mean = 0.5f;
    private const float Deviation = 0.5f;

    /// <summary>Sixteen independent components, far from their bounds.</summary>
    private static readonly ActionChunkSpec Chunk = new(4, 4, 4, -100f, 100f);

    /// <summary>Five standard errors of a mean of standard normal numbers, and of their variance.</summary>
    private static readonly double MeanError = 5 / Math.Sqrt(Rows * Chunk.Size);
    private static readonly double VarianceError = 5 * Math.Sqrt(2.0 / (Rows * Chunk.Size));

    // At 256 steps the method's own error is below 2.8 % of the variance; it follows from the recursion of the next test.
    [TestCase(0.3f, 0.01)]
    [TestCase(0.7f, 0.028)]
    [TestCase(1f, 0.025)]
    public void FlowSdeKeepsTheMarginalsOfTheOde(float level, double discretisation)
    {
        const int Steps = 256;
        var field = new LinearVelocity(Engine, Chunk, Mean, Deviation);
        Tensor chain = Walk(field, Chain(Steps), new StochasticSamplerOptions { NoiseLevel = level });
        Assert.Multiple(() =>
        {
            foreach (int state in new[] { Steps / 4, Steps / 2, 3 * Steps / 4, Steps })
            {
                double time = (double)state / Steps;
                (double mean, double variance) = Moments(chain, state);
                Assert.That(mean, Is.EqualTo(field.Mean(time)).Within(MeanError), $"Mean at {time}");
                Assert.That(variance / field.Variance(time), Is.EqualTo(1).Within(discretisation + VarianceError), $"Variance at {time}");
            }
        });
    }

    [Test]
    public void WithoutTheCorrectionTheMarginalsWouldBeOthers()
    {
        // Noise of the same size as that of Flow-SDE on average, but Euler's mean.
        var field = new LinearVelocity(Engine, Chunk, Mean, Deviation);
        var options = new StochasticSamplerOptions { Sampler = StochasticSampler.FixedNoise, FixedStandardDeviation = 0.1f };

        (_, double variance) = Moments(Walk(field, Chain(64), options), 64);

        Assert.That(variance / field.Variance(1), Is.GreaterThan(1.3));
    }

    [Test]
    public void EveryStateHasTheMomentsOfItsRecursion(
        [Values] StochasticSampler sampler, [Values] StochasticSteps reduction, [Values(2, 5)] int steps)
    {
        var field = new LinearVelocity(Engine, Chunk, Mean, Deviation);
        var options = new StochasticSamplerOptions { Sampler = sampler, Steps = reduction, NoiseLevel = 0.6f, FixedStandardDeviation = 0.3f };

        (double mean, double variance) = Moments(Walk(field, Chain(steps), options), -1);

        AssertMoments((mean, variance), Expected(field, options, steps));
    }

    [Test]
    public void AChainWithANoiseNetHasTheMomentsOfItsRecursion([Values(2, 5)] int steps)
    {
        // A net that always says 0.3 adds to Euler's mean what the fixed noise of that size adds.
        const float Noise = 0.3f;
        var field = new LinearVelocity(Engine, Chunk, Mean, Deviation);
        INoiseNet net = NoiseNets.Create(field, steps, new NoiseNetOptions
        {
            Schedule = NoiseSchedule.Constant,
            MinimumStandardDeviation = Noise,
            MaximumStandardDeviation = Noise,
        });

        (double mean, double variance) = Moments(Walk(new NoisyFlowPolicy(field, net, Chain(steps)), SampleMode.Stochastic), -1);

        var options = new StochasticSamplerOptions { Sampler = StochasticSampler.FixedNoise, FixedStandardDeviation = Noise };
        AssertMoments((mean, variance), Recursion(field, options, steps, _ => true));
    }

    [Test]
    public void EulersMethodHasTheMomentsOfItsRecursion([Values(2, 5)] int steps)
    {
        var field = new LinearVelocity(Engine, Chunk, Mean, Deviation);
        var sampler = new EulerSampler(field, new EulerSamplerOptions { DenoisingSteps = steps });

        Tensor chain = sampler.SampleChain(new Observation(Engine.Zeros([Rows, 1, 1])), Gaussian(new RandomSource(7), [Rows, 1, 4, 4]));

        AssertMoments(Moments(chain, -1), Recursion(field, new StochasticSamplerOptions(), steps, _ => false));
    }

    [Test]
    public void FlowCpsKeepsTheSharesOfActionAndNoise([Values(0.3f, 1f)] float level)
    {
        // Where the data are one point, x¹ is known, and every state must be t·x¹ plus noise of the standard deviation 1 − t, at any K.
        const int Steps = 4;
        var field = new LinearVelocity(Engine, Chunk, Mean, 0f);
        Tensor chain = Walk(field, Chain(Steps), new StochasticSamplerOptions { Sampler = StochasticSampler.FlowCps, NoiseLevel = level });
        Assert.Multiple(() =>
        {
            for (int state = 0; state < Steps; state++)
            {
                double time = (double)state / Steps;
                (double mean, double variance) = Moments(chain, state);
                Assert.That(mean, Is.EqualTo(time * Mean).Within(MeanError));
                Assert.That(variance / Math.Pow(1 - time, 2), Is.EqualTo(1).Within(VarianceError));
            }

            Assert.That(chain.Slice(1, Steps, 1).ToArray(), Is.All.EqualTo(Mean).Within(1e-6));
        });
    }

    private static NoisyFlowOptions Chain(int steps) => new() { DenoisingSteps = steps, MeanLimit = null, NoiseLimit = 100f };

    /// <summary>
    /// The moments of the last state, from x′ = A·x + B·v + σ·z with v linear in x, where the formulas of the papers give A, B and σ: Flow-GRPO's
    /// mean x + [v + σ²/(2τ)·(x + (1 − τ)·u)]·Δ is written in the share τ = 1 − t of the noise, with u = −v.
    /// </summary>
    private static (double Mean, double Variance) Expected(LinearVelocity field, StochasticSamplerOptions options, int steps)
    {
        int stochastic = options.Sampler == StochasticSampler.FlowCps ? steps - 1 : steps;
        if (options.Steps == StochasticSteps.All)
        {
            return Recursion(field, options, steps, _ => true);
        }

        (double Mean, double Variance)[] parts = [.. Enumerable.Range(0, stochastic).Select(drawn => Recursion(field, options, steps, k => k == drawn))];
        double mean = parts.Average(part => part.Mean);
        return (mean, parts.Average(part => part.Variance + Math.Pow(part.Mean - mean, 2)));
    }

    private static (double Mean, double Variance) Recursion(LinearVelocity field, StochasticSamplerOptions options, int steps, Func<int, bool> isStochastic)
    {
        (double mean, double variance) = (0, 1);
        double size = 1.0 / steps;
        for (int k = 0; k < steps; k++)
        {
            double time = (double)k / steps;
            (double a, double b, double sigma) = isStochastic(k) ? Coefficients(options, time, size) : (1, size, 0);
            double velocity = Mean + (field.Slope(time) * (mean - field.Mean(time)));
            mean = (a * mean) + (b * velocity);
            variance = (Math.Pow(a + (b * field.Slope(time)), 2) * variance) + (sigma * sigma);
        }

        return (mean, variance);
    }

    private static (double A, double B, double Sigma) Coefficients(StochasticSamplerOptions options, double time, double size)
    {
        double noise = 1 - time;
        double next = noise - size;
        switch (options.Sampler)
        {
            case StochasticSampler.FlowSde:
                double limited = Math.Min(noise, 1 - size);
                double sigma = options.NoiseLevel * Math.Sqrt(limited / (1 - limited));
                double drift = sigma * sigma / (2 * noise) * size;
                return (1 - drift, size + (drift * (1 - noise)), sigma * Math.Sqrt(size));
            case StochasticSampler.FlowCps:
                (double sine, double cosine) = Math.SinCos(options.NoiseLevel * Math.PI / 2);
                next = Math.Abs(next) < 1e-9 ? 0 : next;
                return ((1 - next) + (next * cosine), ((1 - next) * noise) - (next * cosine * time), next * sine);
            default:
                return (1, size, options.FixedStandardDeviation);
        }
    }

    private static void AssertMoments((double Mean, double Variance) actual, (double Mean, double Variance) expected) => Assert.Multiple(() =>
    {
        Assert.That(actual.Mean, Is.EqualTo(expected.Mean).Within(MeanError * Math.Sqrt(expected.Variance)));
        Assert.That(actual.Variance / expected.Variance, Is.EqualTo(1).Within(1.5 * VarianceError));
    });

    private Tensor Walk(LinearVelocity field, NoisyFlowOptions chain, StochasticSamplerOptions options) =>
        Walk(StochasticFlow.Create(field, chain, options), SampleMode.Stochastic);

    private Tensor Walk(IChainPolicy policy, SampleMode mode) => policy.Sample(
        new Observation(Engine.Zeros([Rows, 1, 1])), Gaussian(new RandomSource(7), [Rows, policy.NoiseBlocks, 4, 4]), mode).Chain;

    private static (double Mean, double Variance) Moments(Tensor chain, int state)
    {
        float[] values = chain.Slice(1, state < 0 ? chain.Shape[1] - 1 : state, 1).ToArray();
        double mean = values.Average();
        return (mean, values.Average(value => Math.Pow(value - mean, 2)));
    }
}
