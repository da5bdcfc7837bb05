using ReinFlow.Algorithms;
using ReinFlow.Environments;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Tensors;

namespace ReinFlow.Tests.Recipes;

/// <summary>The recipes of DPPO beside the numbers of its official configurations, which Golden/dppo_hyperparameters.csv holds.</summary>
public sealed class DppoRecipeTests
{
    private static IEnumerable<string> Official => OfficialRow.Dppo.Keys;

    private static IEnumerable<string> ForCpus => RecipeCatalog.Names.Where(name =>
        RecipeCatalog.Load(name).Dppo is not null && !OfficialRow.Dppo.ContainsKey(name));

    [TestCaseSource(nameof(Official))]
    public void TheFineTuningHasTheOfficialNumbers(string name)
    {
        Recipe recipe = RecipeCatalog.Load(name);
        OfficialRow row = OfficialRow.Dppo[name];
        DppoOptions dppo = recipe.Dppo!;

        Assert.Multiple(() =>
        {
            Assert.That(recipe.Environment.Name, Is.EqualTo(row["environment"]));
            Assert.That(recipe.Environment.Count, Is.EqualTo(row.Whole("envs")));
            Assert.That(recipe.Environment.Masses, Is.EqualTo(MassModel.Reference));
            Assert.That(dppo.Iterations, Is.EqualTo(row.Whole("iterations")));
            Assert.That(dppo.Decisions, Is.EqualTo(row.Whole("decisions")));
            Assert.That(dppo.CriticWarmupIterations, Is.EqualTo(row.Whole("warmup")));
            Assert.That(dppo.Discount, Is.EqualTo(row.Number("gamma")));
            Assert.That((dppo.Epochs, dppo.PassesPerEpoch), Is.EqualTo((row.Whole("epochs"), 1)));
            Assert.That(dppo.MinibatchSize * row.Whole("F"), Is.EqualTo(row.Whole("transitions")), "A sample is a decision with all its transitions.");
            Assert.That(dppo.ClipRange, Is.EqualTo((float)row.Number("clip")));
            Assert.That(dppo.NoisiestClipRange, Is.EqualTo((float)row.Number("noisiest")));
            Assert.That(dppo.DenoisingDiscount, Is.EqualTo(row.Number("denoising")));
            Assert.That(dppo.PolicyLearningRate, Is.EqualTo(Constant(row.Number("rate"))));
        });
    }

    [TestCaseSource(nameof(Official))]
    public void WhatAllConfigurationsHaveInCommonIsSet(string name)
    {
        Recipe recipe = RecipeCatalog.Load(name);
        DppoOptions dppo = recipe.Dppo!;
        DiffusionChainOptions chain = recipe.Policy.Diffusion;

        Assert.Multiple(() =>
        {
            Assert.That((dppo.Lambda, dppo.ValueCoefficient, dppo.TargetKl, dppo.ScaleRewards), Is.EqualTo((0.95, 0.5f, 1.0, true)));
            Assert.That((dppo.EntropyCoefficient, dppo.PolicyWeightDecay, dppo.CriticWeightDecay), Is.EqualTo((0f, 0f, 0f)));
            Assert.That((dppo.ClipGrowth, dppo.EvaluationEvery, dppo.ResetEachIteration), Is.EqualTo((3.0, 10, false)));
            Assert.That((chain.NoiseLimit, chain.MinimumStandardDeviation, chain.MinimumScoredDeviation), Is.EqualTo((3f, 0.1f, 0.1f)));
            Assert.That((chain.MinimumLogDensity, chain.MaximumLogDensity, chain.CleanActionLimit), Is.EqualTo((-5f, 2f, 1f)));
            Assert.That(dppo.CriticLearningRate, Is.EqualTo(Constant(0.001)));
            Assert.That(recipe.Policy.Critic.HiddenLayers, Is.EqualTo(new[] { 256, 256, 256 }));
            Assert.That((recipe.Policy.Critic.Activation, recipe.Policy.Critic.Residual), Is.EqualTo((ActivationKind.Mish, true)));
        });
    }

    [TestCaseSource(nameof(Official))]
    public void ThePolicyHasTheOfficialShape(string name)
    {
        PolicyRecipe policy = RecipeCatalog.Load(name).Policy;
        OfficialRow row = OfficialRow.Dppo[name];

        Assert.Multiple(() =>
        {
            Assert.That(policy.Kind, Is.EqualTo(PolicyKind.Diffusion));
            Assert.That((policy.Horizon, policy.ExecutedSteps), Is.EqualTo((row.Whole("chunk"), row.Whole("chunk"))));
            Assert.That(policy.Diffusion.NoiseLevels, Is.EqualTo(row.Whole("T")));
            Assert.That(policy.Diffusion.FineTunedSteps, Is.EqualTo(row.Whole("F")));
            Assert.That($"{policy.Diffusion.DenoisingSteps}", Is.EqualTo(row["S"]));
            Assert.That(policy.Diffusion.Sampling, Is.EqualTo(row["S"].Length > 0 ? DiffusionSampling.Ddim : DiffusionSampling.Ddpm));
            Assert.That(policy.Diffusion.Eta, Is.EqualTo(1f));
            Assert.That(policy.Network.StepEmbeddingDimension, Is.EqualTo(row.Whole("embedding")));
            Assert.That(policy.Network.ConditionLayers, Is.EqualTo(row.List("condition")));
            Assert.That(policy.Network.Head.HiddenLayers, Is.EqualTo(row.List("layers")));
            Assert.That($"{policy.Network.Head.Activation}", Is.EqualTo(row["activation"]));
            Assert.That(policy.Network.Head.Residual, Is.True);
        });
    }

    [TestCaseSource(nameof(Official))]
    public void AnIterationHasTheOfficialNumberOfUpdates(string name)
    {
        Recipe recipe = RecipeCatalog.Load(name);
        DppoOptions dppo = recipe.Dppo!;

        int minibatches = ((dppo.Decisions * recipe.Environment.Count) + dppo.MinibatchSize - 1) / dppo.MinibatchSize;

        Assert.That(dppo.Epochs * minibatches, Is.EqualTo(OfficialRow.Dppo[name].Whole("steps")));
    }

    [TestCaseSource(nameof(Official))]
    public void TheImitationHasTheOfficialNumbers(string name)
    {
        PretrainingOptions pretraining = RecipeCatalog.Load(name).Pretraining;
        OfficialRow row = OfficialRow.Dppo[name];
        bool isFromScratch = name.Contains("-scratch-", StringComparison.Ordinal);
        Assert.That(row["pre_epochs"].Length == 0, Is.EqualTo(isFromScratch));
        if (isFromScratch)
        {
            return;
        }

        Assert.Multiple(() =>
        {
            Assert.That(pretraining.Epochs, Is.EqualTo(row.Whole("pre_epochs")));
            Assert.That(pretraining.MinibatchSize, Is.EqualTo(row.Whole("pre_batch")));
            Assert.That(pretraining.WeightDecay, Is.EqualTo(row.Number("pre_decay")));
            Assert.That((pretraining.LearningRate.Maximum, pretraining.LearningRate.Minimum), Is.EqualTo((row.Number("pre_rate"), row.Number("pre_minimum"))));
            Assert.That((pretraining.LearningRate.CycleSteps, pretraining.LearningRate.WarmupSteps), Is.EqualTo((row.Whole("pre_cycle"), row.Whole("pre_warmup"))));
        });
    }

    [TestCase("hopper-medium-dppo-official", 553_020)]
    [TestCase("kitchen-complete-dppo-official", 175_604)]
    public void TheNetworkHasTheOfficialNumberOfParameters(string name, int expected)
    {
        PolicyRecipe policy = RecipeCatalog.Load(name).Policy;
        OfficialRow row = OfficialRow.Dppo[name];
        var chunk = new ActionChunkSpec(policy.Horizon, policy.ExecutedSteps, row.Whole("act"));
        using var engine = new CpuEngine();
        using var store = new ParameterStore(engine, new DiffusionPolicy(chunk, row.Whole("obs"), policy.Network).Network, new RandomSource(1));

        Assert.That(store.TrainableCount, Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(ForCpus))]
    public void TheRecipeForCpusDiffersOnlyWhereItSays(string name)
    {
        string[] allowed =
        [
            "name", "summary", "source", "environment.masses", "pretraining.epochs", "dppo.minibatchSize",
            "dppo.evaluationEvery", "dppo.evaluationEpisodes",
        ];
        Recipe cpu = RecipeCatalog.Load(name);

        Assert.That(RecipeDifferences.Between(RecipeCatalog.Load(name + "-official"), cpu), Is.SubsetOf(allowed));
        Assert.That((cpu.Dppo!.PassesPerEpoch, cpu.Dppo.MinibatchSize), Is.EqualTo((1, 1250)));
    }

    [TestCase("hopper", "Hopper-v2", 301)]
    [TestCase("walker2d", "Walker2d-v2", 301)]
    [TestCase("halfcheetah", "HalfCheetah-v2", 501)]
    public void GaussianPoliciesFromScratchHaveTheOfficialNumbers(string task, string environment, int iterations)
    {
        Recipe recipe = RecipeCatalog.Load(task + "-gaussian-scratch-official");
        (ReinFlowOptions ppo, GaussianHeadOptions head) = (recipe.Algorithm, recipe.Policy.Gaussian);

        Assert.Multiple(() =>
        {
            Assert.That((recipe.Environment.Name, recipe.Environment.Count), Is.EqualTo((environment, 10)));
            Assert.That((recipe.Policy.Kind, recipe.Policy.Horizon, recipe.Policy.ExecutedSteps), Is.EqualTo((PolicyKind.Gaussian, 1, 1)));
            Assert.That((ppo.Iterations, ppo.Decisions, ppo.Epochs, ppo.PassesPerEpoch, ppo.MinibatchSize), Is.EqualTo((iterations, 1000, 10, 1, 500)));
            Assert.That((ppo.Discount, ppo.Lambda, ppo.ClipRange, ppo.EntropyCoefficient, ppo.TargetKl), Is.EqualTo((0.99, 0.95, 0.1f, 0f, 1.0)));
            Assert.That((ppo.MinimumLogDensity, ppo.MaximumLogDensity, ppo.IncludeInitialNoise), Is.EqualTo((-5f, 2f, false)));
            Assert.That((ppo.PolicyLearningRate, ppo.CriticLearningRate), Is.EqualTo((Constant(1e-4), Constant(1e-3))));
            Assert.That(head.Network.HiddenLayers, Is.EqualTo(new[] { 512, 512, 512 }));
            Assert.That((head.Network.Activation, head.Network.Residual, head.Network.OutputActivation), Is.EqualTo((ActivationKind.ReLU, false, ActivationKind.Tanh)));
            Assert.That((head.Deviation, head.MinimumStandardDeviation, head.MaximumStandardDeviation), Is.EqualTo((GaussianDeviation.StateDependent, 0.01f, 1f)));
        });
    }

    [Test]
    public void EveryRecipeOfDppoIsOfficialOrOneForCpus() =>
        Assert.That(ForCpus.Select(name => name + "-official"), Is.SubsetOf(OfficialRow.Dppo.Keys));

    private static CosineWarmupSchedule Constant(double rate) => new() { Maximum = rate, Minimum = rate, CycleSteps = 1000, WarmupSteps = 10 };
}
