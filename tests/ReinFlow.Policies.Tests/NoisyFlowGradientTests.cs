using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class NoisyFlowGradientTests : EngineTests
{
    private const int Batch = 5;
    private const int Steps = 3;

    /// <summary>A shortcut policy knows powers of two.</summary>
    private const int ShortcutSteps = 4;
    private const float Reach = 4e-3f;

    // With the policy's own step embedding, the noise net's path to it is cut on purpose; the other features have a true gradient.
    [TestCase(NoiseFeatures.Condition, null)]
    [TestCase(NoiseFeatures.LearnedStepAndCondition, null)]
    [TestCase(NoiseFeatures.Condition, StepCombination.Add)]
    [TestCase(NoiseFeatures.LearnedStepAndCondition, StepCombination.Multiply)]
    [TestCase(NoiseFeatures.LearnedStepAndCondition, StepCombination.Concatenate)]
    public void TheGradientOfTheLikelihoodIsItsSlope(NoiseFeatures features, StepCombination? shortcut)
    {
        IFlowPolicy flow = shortcut is { } combination ? SmallPolicies.Shortcut(combination) : SmallPolicies.Flow([7, 5]);
        NoisyFlowPolicy policy = SmallPolicies.Noisy(flow, features, steps: shortcut is null ? Steps : ShortcutSteps);
        using ParameterStore store = Store(policy.Network);
        (Observation observation, Tensor chain) = Draw(policy);
        Differentiate(store, () => Objective(policy, chain, observation));

        ParameterSlopes.AssertGradient(store, () => Objective(policy, chain, observation).ToSingle(), Reach);
    }

    [Test]
    public void TheNoiseNetTrainsTheEncoderButNotTheStepEmbedding()
    {
        NoisyFlowPolicy policy = SmallPolicies.Noisy(SmallPolicies.Flow([7, 5]));
        using ParameterStore store = Store(policy.Network);
        (Observation observation, Tensor chain) = Draw(policy);

        // The entropy depends on the noise net alone.
        float[] gradient = Differentiate(store, () => policy.Evaluate(chain, observation).Entropy.Sum());

        Assert.That(Norm("policy.time_embedding."), Is.Zero);
        Assert.That(Norm("policy.mlp_mean."), Is.Zero);
        Assert.That(Norm("policy.cond_mlp."), Is.GreaterThan(0));
        Assert.That(Norm("explore_noise_net.mlp_logvar."), Is.GreaterThan(0));

        double Norm(string prefix) => store.Entries
            .Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Sum(entry => gradient.AsSpan(entry.Offset, entry.Shape.ElementCount).ToArray().Sum(value => Math.Abs((double)value)));
    }

    [Test]
    public void NoGradientReachesTheBounds()
    {
        NoisyFlowPolicy policy = SmallPolicies.Noisy(SmallPolicies.Flow());
        using ParameterStore store = Store(policy.Network);
        string[] fixedNames = [.. store.Entries.Where(entry => !entry.IsTrainable).Select(entry => entry.Name)];

        Assert.That(fixedNames, Is.EqualTo((string[])["explore_noise_net.logvar_min", "explore_noise_net.logvar_max"]));
    }

    private static Tensor Objective(NoisyFlowPolicy policy, Tensor chain, Observation observation)
    {
        ChainLikelihood likelihood = policy.Evaluate(chain, observation);
        return (likelihood.LogDensity * 0.1f).Sum() + (likelihood.Entropy * 0.3f).Sum();
    }

    private float[] Differentiate(ParameterStore store, Func<Tensor> objective)
    {
        store.ClearGradients();
        using (GradientTape tape = Engine.RecordGradients())
        {
            tape.Backward(objective());
        }

        return store.Gradients.ToArray();
    }

    private (Observation Observation, Tensor Chain) Draw(NoisyFlowPolicy policy)
    {
        var random = new RandomSource(5);
        var observation = new Observation(Gaussian(random, [Batch, 1, SmallPolicies.ObservationSize]));
        return (observation, policy.Sample(observation, Gaussian(random, [Batch, policy.DenoisingSteps + 1, 2, 3]), SampleMode.Stochastic).Chain);
    }
}
