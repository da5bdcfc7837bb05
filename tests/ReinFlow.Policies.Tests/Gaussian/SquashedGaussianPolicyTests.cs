using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class SquashedGaussianPolicyTests : EngineTests
{
    private static readonly SquashedGaussianHeadOptions Options = new()
    {
        Network = new PerceptronOptions { HiddenLayers = [16, 16], Activation = ActivationKind.Mish, Residual = false },
    };

    [TestCase(1f)]
    [TestCase(0.4f)]
    public void TheDensityIntegratesToOne(float limit)
    {
        // One component, one observation: the density is a function of the action alone. Noise is swept over, and da = a'(noise) d noise
        // is taken between neighbours, so that no inverse of tanh enters.
        const int points = 40_001;
        var policy = new SquashedGaussianPolicy(new ActionChunkSpec(1, 1, 1), 2, Options with { ActionLimit = limit });
        using ParameterStore store = Store(policy.Network);
        float[] noise = [.. Enumerable.Range(0, points).Select(i => -8f + (16f * i / (points - 1)))];
        Tensor state = Engine.FromValues([0.3f, -0.7f], [1, 2]).RepeatRows(points).Reshape([points, 1, 2]);

        ReparameterizedSample sample = policy.Sample(new Observation(state), Engine.FromValues(noise, [points, 1]));

        float[] action = sample.Actions.ToArray();
        float[] density = sample.LogDensity.ToArray();
        double integral = 0;
        for (int i = 1; i < points; i++)
        {
            integral += 0.5 * (Math.Exp(density[i]) + Math.Exp(density[i - 1])) * ((double)action[i] - action[i - 1]);
        }

        Assert.That(integral, Is.EqualTo(1.0).Within(2e-3));
        Assert.That(action, Has.All.InRange(-limit, limit));
    }

    [Test]
    public void TheDensityIsTheOneOfTheChangeOfVariablesInDoublePrecision()
    {
        var policy = new SquashedGaussianPolicy(new ActionChunkSpec(2, 2, 3), 4, Options);
        using ParameterStore store = Store(policy.Network);
        Tensor noise = Gaussian(new RandomSource(3), [50, 6]);
        var observation = new Observation(Gaussian(new RandomSource(2), [50, 2, 2]));
        (Tensor mean, Tensor deviation, _) = ((GaussianNetwork)policy.Network).Forward(observation);
        (float[] means, float[] deviations, float[] draws) = (mean.ToArray(), deviation.ToArray(), noise.ToArray());

        float[] density = policy.Sample(observation, noise).LogDensity.ToArray();

        for (int row = 0; row < 50; row++)
        {
            double expected = 0;
            for (int i = row * 6; i < (row + 1) * 6; i++)
            {
                double u = means[i] + ((double)deviations[i] * draws[i]);
                double normal = (-0.5 * draws[i] * draws[i]) - Math.Log(deviations[i]) - (0.5 * Math.Log(Math.Tau));
                expected += normal - (2.0 * Math.Log(1.0 / Math.Cosh(u)));
            }

            Assert.That(density[row], Is.EqualTo(expected).Within(1e-4 * (1 + Math.Abs(expected))), $"row {row}");
        }
    }

    [Test]
    public void TheDensityStaysFiniteWhereTanhIsOne()
    {
        var policy = new SquashedGaussianPolicy(new ActionChunkSpec(1, 1, 1), 1, Options with { MaximumStandardDeviation = 10f, MinimumStandardDeviation = 9.9f });
        using ParameterStore store = Store(policy.Network);
        ReparameterizedSample sample = policy.Sample(
            new Observation(Engine.FromValues([0.1f, 0.1f], [2, 1, 1])), Engine.FromValues([10f, -10f], [2, 1]));

        Assert.That(sample.Actions.ToArray(), Is.EqualTo(new[] { 1f, -1f }));

        // log N − log(1 − tanh²(100)) with log(1 − tanh²(u)) = 2 log 2 − 2 |u|.
        Assert.That(sample.LogDensity.ToArray(), Has.All.InRange(140f, 160f));
    }

    [Test]
    public void TheGradientOfActionAndDensityIsTheirSlope()
    {
        var policy = new SquashedGaussianPolicy(new ActionChunkSpec(1, 1, 2), 3, Options);
        using ParameterStore store = Store(policy.Network);
        Tensor noise = Gaussian(new RandomSource(3), [20, 2]);
        var observation = new Observation(Gaussian(new RandomSource(2), [20, 1, 3]));
        using (GradientTape tape = Engine.RecordGradients())
        {
            tape.Backward(Loss());
        }

        ParameterSlopes.AssertGradient(store, () => Loss().ToSingle(), 1e-2f);

        Tensor Loss()
        {
            ReparameterizedSample sample = policy.Sample(observation, noise);
            return sample.LogDensity.Mean() + (sample.Actions * 0.5f).Square().Sum();
        }
    }

    [Test]
    public void TheCenterIsTheSampleWithoutNoise()
    {
        var policy = new SquashedGaussianPolicy(new ActionChunkSpec(1, 1, 2), 3, Options with { ActionLimit = 2f });
        using ParameterStore store = Store(policy.Network);
        var observation = new Observation(Gaussian(new RandomSource(2), [20, 1, 3]));

        float[] center = policy.Center(observation).ToArray();

        Assert.That(center, Is.EqualTo(policy.Sample(observation, Engine.Zeros([20, 2])).Actions.ToArray()));
        Assert.That((policy.ActionChunk.Minimum, policy.ActionChunk.Maximum), Is.EqualTo((-2f, 2f)));
    }

    [Test]
    public void ATwinSharesTheParametersOfAStore()
    {
        var policy = new SquashedGaussianPolicy(new ActionChunkSpec(1, 1, 2), 3, Options);
        IReparameterizedPolicy twin = policy.CreateTwin();
        using ParameterStore store = Store(policy.Network);
        store.Share(twin.Network);
        var observation = new Observation(Gaussian(new RandomSource(2), [4, 1, 3]));
        float[] values = store.Values.ToArray();
        values[^20] += 0.5f;
        store.Values.CopyFrom(values);

        Assert.That(twin.Center(observation).ToArray(), Is.EqualTo(policy.Center(observation).ToArray()));
        Assert.That(twin.Network.NamedParameters().All(item => !item.Parameter.Value.RequiresGradient));
        Assert.That(() => store.Share(new Linear(3, 2)), Throws.ArgumentException.With.Message.Contains("other parameters"));
    }

    [Test]
    public void SamplingAllocatesNothing()
    {
        var policy = new SquashedGaussianPolicy(new ActionChunkSpec(1, 1, 2), 3, Options);
        using ParameterStore store = Store(policy.Network);
        var observation = new Observation(Gaussian(new RandomSource(2), [4, 1, 3]));
        Tensor noise = Gaussian(new RandomSource(3), [4, 2]);

        Assert.That(Allocations.PerCall(Engine, () => policy.Sample(observation, noise)), Is.Zero);
    }
}
