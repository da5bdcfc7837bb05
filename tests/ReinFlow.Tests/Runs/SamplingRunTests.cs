using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Tests.Runs;

/// <summary>The deterministic sampler on saved policies of every kind.</summary>
public sealed class SamplingRunTests
{
    private const int Rows = 5;

    private static readonly float[] States = Values(Rows * 4);

    private static readonly float[] Noise = Values(Rows * 4 * 2);

    [TestCase(1)]
    [TestCase(4)]
    public async Task AnImitatedDiffusionPolicyTakesAnyNumberOfStepsOfDdim(int steps)
    {
        using var runs = new AvoidingRuns();
        PolicyFile imitated = await runs.Imitate(Diffusion("policy.diffusion.sampling=Ddpm"));
        DiffusionPolicy policy = Network(imitated.Recipe!);
        using var store = new ParameterStore(runs.Engine, new ModuleGroup(("network", policy.Network)), new RandomSource(1));
        imitated.CopyFlow(store, "network.");
        var ddim = new DiffusionSampler(
            policy, new DiffusionSamplerOptions { NoiseLevels = 5, Sampling = DiffusionSampling.Ddim, DenoisingSteps = steps });
        using TensorScope scope = runs.Engine.OpenScope();
        var observation = new Observation(runs.Engine.FromValues(States, [Rows, 1, 4]));

        float[] expected = ddim.SampleChain(observation, runs.Engine.FromValues(Noise, [Rows, 1, 4, 2])).ToArray();

        Assert.That(Sample(runs, imitated, steps), Is.EqualTo(expected));
    }

    [Test]
    public async Task AFineTunedDiffusionPolicyActsAsInEvaluation()
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = Diffusion("policy.diffusion.sampling=Ddim", "policy.diffusion.denoisingSteps=5");
        PolicyFile tuned = await runs.FineTune(recipe, await runs.Imitate(recipe));
        IChainPolicy chain = new DiffusionChainPolicy(Network(recipe), Network(recipe), recipe.Policy.Diffusion);
        using var store = new ParameterStore(runs.Engine, chain.Network, new RandomSource(1));
        tuned.CopyTo(store);
        using TensorScope scope = runs.Engine.OpenScope();
        Tensor noise = runs.Engine.Concatenate(
            1, runs.Engine.FromValues(Noise, [Rows, 1, 4, 2]), runs.Engine.Zeros([Rows, chain.NoiseBlocks - 1, 4, 2]));
        var observation = new Observation(runs.Engine.FromValues(States, [Rows, 1, 4]));

        float[] acted = new ChainActionSampler(chain, SampleMode.Deterministic).Sample(observation, noise).ToArray();

        Assert.That(Last(Sample(runs, tuned, 5), 5), Is.EqualTo(acted));
    }

    [Test]
    public async Task AGaussianPolicyTakesOneStepToItsMeanWhereverItStarts()
    {
        using var runs = new AvoidingRuns();
        PolicyFile imitated = await runs.Imitate(Gaussian(1));

        float[] chain = Sample(runs, imitated, 1);
        float[] other = Sample(runs, imitated, 1, [.. Noise.Select(value => -value)]);

        Assert.That(chain, Has.Length.EqualTo(Rows * 2 * 8));
        Assert.That(Last(chain, 1), Is.EqualTo(Last(other, 1)));
        Assert.That(chain.Chunk(8).Where((_, index) => index % 2 == 0).SelectMany(state => state), Is.EqualTo(Noise), "The chain starts with the noise");
    }

    [TestCase(1, 4, "one step")]
    [TestCase(3, 1, "mixture of 3")]
    public async Task WhatHasNoDeterministicSamplerSaysWhy(int components, int steps, string reason)
    {
        using var runs = new AvoidingRuns();
        PolicyFile imitated = await runs.Imitate(Gaussian(components));

        Assert.That(() => Sample(runs, imitated, steps), Throws.InstanceOf<RecipeException>().With.Message.Contains(reason));
    }

    [Test]
    public async Task MoreStepsThanNoiseLevelsAreRefused()
    {
        using var runs = new AvoidingRuns();
        PolicyFile imitated = await runs.Imitate(Diffusion());

        Assert.That(() => Sample(runs, imitated, 6), Throws.InstanceOf<RecipeException>().With.Message.Contains("5 noise levels"));
    }

    private static float[] Sample(AvoidingRuns runs, PolicyFile policy, int steps, float[]? noise = null)
    {
        using var run = new SamplingRun(policy.Recipe!.Policy, runs.Engine, policy, 4, 2, new EulerSamplerOptions { DenoisingSteps = steps });
        return run.SampleChain(States, noise ?? Noise);
    }

    private static float[] Last(float[] chain, int steps) =>
        [.. chain.Chunk(8).Where((_, index) => index % (steps + 1) == steps).SelectMany(state => state)];

    private static DiffusionPolicy Network(Recipe recipe) => new(new ActionChunkSpec(4, 4, 2), 4, recipe.Policy.Network);

    private static Recipe Diffusion(params string[] overrides) => RecipeCatalog.Load(
        "avoiding-reinflow",
        [
            .. AvoidingRuns.TinyPolicy, "policy.kind=Diffusion", "regularizer=null", "policy.diffusion.noiseLevels=5", "policy.diffusion.fineTunedSteps=3",
            "dppo.iterations=2", "dppo.decisions=8", "dppo.minibatchSize=32", "dppo.evaluationEvery=0", .. overrides,
        ]);

    private static Recipe Gaussian(int components) => AvoidingRuns.TinyRecipe(
    [
        "policy.kind=Gaussian", "policy.gaussian.network.hiddenLayers=[16,16,16]", "regularizer=null", "algorithm.regularizationCoefficient=0",
        $"policy.gaussian.components={components}",
    ]);

    private static float[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => MathF.Sin(i))];
}
