using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;

namespace ReinFlow.Tests.Runs;

public sealed class GaussianRunTests
{
    private static readonly string[] Gaussian =
    [
        "policy.kind=Gaussian",
        "policy.gaussian.network.hiddenLayers=[16,16,16]",
        "regularizer=null",
        "algorithm.regularizationCoefficient=0",
        "algorithm.includeInitialNoise=false",
        "algorithm.minimumLogDensity=-5",
        "algorithm.maximumLogDensity=2",
    ];

    [TestCase(1, SampleMode.Deterministic)]
    [TestCase(1, SampleMode.Stochastic)]
    [TestCase(3, SampleMode.Deterministic)]
    public async Task AGaussianPolicyIsImitatedFineTunedAndEvaluated(int components, SampleMode mode)
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = AvoidingRuns.TinyRecipe([.. Gaussian, $"policy.gaussian.components={components}"]);

        PolicyFile imitated = await runs.Imitate(recipe);
        PolicyFile tuned = await runs.FineTune(recipe, imitated);

        using var run = new EvaluationRun(tuned.Recipe!, runs.Engine, tuned, mode);
        Assert.That(runs.Evaluate(recipe, imitated, 8).Episodes, Is.EqualTo(8));
        Assert.That(run.Run(8, seed: 7).Episodes, Is.EqualTo(8));
    }

    [Test]
    public async Task AGaussianPolicyIsTrainedFromScratch()
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = AvoidingRuns.TinyRecipe([.. Gaussian, "policy.gaussian.deviation=StateDependent", "policy.gaussian.network.residual=false"]);
        using var run = new FineTuningRun(recipe, runs.Engine, start: null);

        Assert.That((await run.FineTuneAsync()).Iterations, Is.EqualTo(3));
    }

    [TestCase("policy.gaussian.components=0", "components (0)")]
    [TestCase("policy.gaussian.minimumStandardDeviation=0.3", "policy.gaussian.minimumStandardDeviation (0.3) must not exceed")]
    [TestCase("policy.sampler.sampler=FlowSde", "policy.sampler is for flow policies, but Kind is Gaussian")]
    [TestCase("regularizer.start=Normal", "policy.kind is Gaussian")]
    public void WhatDoesNotFitIsRefused(string assignment, string message) => Assert.That(
        () => AvoidingRuns.TinyRecipe([.. Gaussian, assignment]), Throws.InstanceOf<RecipeException>().With.Message.Contains(message));
}
