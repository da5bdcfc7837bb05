using ReinFlow.FineTuning;
using ReinFlow.Formats;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Tests.Runs;

public sealed class DiffusionRunTests
{
    private static readonly string[] Diffusion =
    [
        "policy.kind=Diffusion",
        "regularizer=null",
        "policy.diffusion.noiseLevels=5",
        "policy.diffusion.fineTunedSteps=3",
        "dppo.iterations=2",
        "dppo.decisions=8",
        "dppo.minibatchSize=32",
        "dppo.evaluationEvery=0",
    ];

    [TestCase("policy.diffusion.sampling=Ddpm")]
    [TestCase("policy.diffusion.sampling=Ddim")]
    public async Task ADiffusionPolicyIsImitatedFineTunedAndEvaluated(string sampling)
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = Tiny(sampling);

        PolicyFile imitated = await runs.Imitate(recipe);
        PolicyFile tuned = await runs.FineTune(recipe, imitated);

        Assert.That(runs.Evaluate(recipe, imitated, 8).Episodes, Is.EqualTo(8));
        Assert.That(runs.Evaluate(tuned.Recipe!, tuned, 8).Episodes, Is.EqualTo(8));
    }

    [Test]
    public async Task FineTuningKeepsTheImitatedPolicyForTheFrozenStepsAndMovesTheOther()
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = Tiny();

        PolicyFile imitated = await runs.Imitate(recipe);
        PolicyFile tuned = await runs.FineTune(recipe, imitated);

        using SafetensorsReader before = SafetensorsReader.Open(imitated.Path);
        using SafetensorsReader after = SafetensorsReader.Open(tuned.Path);
        const string Weight = "mlp_mean.layers.0.weight";
        float[] start = before.Read("ema.network." + Weight).ToSingles();
        Assert.That(after.Read("actor_ft.base." + Weight).ToSingles(), Is.EqualTo(start));
        Assert.That(after.Read("actor_ft.policy." + Weight).ToSingles(), Is.Not.EqualTo(start).And.EqualTo(start).Within(0.05));
    }

    [Test]
    public async Task FineTuningGoesOnFromAFineTunedPolicyWithItsFrozenSteps()
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = Tiny();
        PolicyFile first = await runs.FineTune(recipe, await runs.Imitate(recipe));

        PolicyFile second = await runs.FineTune(recipe, first);

        using SafetensorsReader before = SafetensorsReader.Open(first.Path);
        using SafetensorsReader after = SafetensorsReader.Open(second.Path);
        string[] frozen = [.. before.Entries.Select(entry => entry.Name).Where(name => name.StartsWith("actor_ft.base.", StringComparison.Ordinal))];
        Assert.That(frozen, Is.Not.Empty);
        Assert.That(frozen.Select(name => after.Read(name).ToSingles()), Is.EqualTo(frozen.Select(name => before.Read(name).ToSingles())));
    }

    [Test]
    public async Task ReinFlowsObjectiveFineTunesADiffusionPolicyToo()
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = AvoidingRuns.TinyRecipe(Diffusion[..4].Append("algorithm.regularizationCoefficient=0"));
        var reports = new List<FineTuningProgress>();

        await runs.FineTune(recipe, await runs.Imitate(recipe), reports.Add);

        Assert.That(reports, Has.Count.EqualTo(4));
        Assert.That(reports[^1].Update!.ProbabilityRatio, Is.EqualTo(1).Within(0.1));
    }

    [Test]
    public async Task ACoefficientKeepsADiffusionPolicyNearTheOneItStartedFrom()
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = Tiny();
        PolicyFile imitated = await runs.Imitate(recipe);
        var losses = new List<FineTuningProgress>();

        PolicyFile free = await runs.FineTune(recipe, imitated);
        PolicyFile kept = await runs.FineTune(Tiny("dppo.regularizationCoefficient=100"), imitated, losses.Add);

        Assert.That(losses[^1].Update!.RegularizationLoss, Is.Not.Zero.And.Not.NaN);
        Assert.That(File.ReadAllBytes(kept.Path), Is.Not.EqualTo(File.ReadAllBytes(free.Path)));
    }

    [Test]
    public void ACoefficientWithoutAStartIsRefused()
    {
        using var engine = new CpuEngine();
        Assert.That(
            () => new FineTuningRun(Tiny("dppo.regularizationCoefficient=1"), engine, start: null),
            Throws.InstanceOf<RecipeException>().With.Message.Contains("--from"));
    }

    [TestCase("algorithm.discount=0.9", "fine-tunes by DPPO. Set dppo.discount=0.9 instead")]
    [TestCase("regularizer.start=Normal", "the regularizer compares flow policies")]
    [TestCase("policy.diffusion.fineTunedSteps=21", "policy.diffusion.fineTunedSteps (21) must not exceed the number of denoising steps (20)")]
    [TestCase("policy.diffusion.denoisingSteps=4", "policy.diffusion.denoisingSteps (4) must be NoiseLevels (20) with Ddpm")]
    [TestCase("policy.diffusion.scoredSteps=5", "policy.diffusion.scoredSteps (5) must not exceed the horizon (4)")]
    public void WhatDoesNotFitIsRefused(string assignment, string message) => Assert.That(
        () => RecipeCatalog.Load("hopper-medium-dppo", assignment), Throws.InstanceOf<RecipeException>().With.Message.Contains(message));

    private static Recipe Tiny(params string[] overrides) => RecipeCatalog.Load("avoiding-reinflow", [.. AvoidingRuns.TinyPolicy, .. Diffusion, .. overrides]);
}
