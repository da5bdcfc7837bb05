using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;

namespace ReinFlow.Tests.Runs;

public sealed class StochasticSamplerRunTests
{
    [Test]
    public async Task AFlowIsFineTunedWithoutANoiseNet([Values] StochasticSampler sampler, [Values] StochasticSteps steps, [Values] bool dppo)
    {
        using var runs = new AvoidingRuns();
        string[] chosen = [$"policy.sampler.sampler={sampler}", $"policy.sampler.steps={steps}", "algorithm.ratioTolerance=1e-5"];
        string[] objective = ["regularizer=null", "dppo.iterations=2", "dppo.decisions=8", "dppo.minibatchSize=32", "dppo.evaluationEvery=0"];
        Recipe recipe = dppo
            ? RecipeCatalog.Load("avoiding-reinflow", [.. AvoidingRuns.TinyPolicy, .. chosen[..2], .. objective])
            : AvoidingRuns.TinyRecipe(chosen);
        var reports = new List<FineTuningProgress>();

        PolicyFile imitated = await runs.Imitate(recipe);
        PolicyFile tuned = await runs.FineTune(recipe, imitated, reports.Add);

        Assert.Multiple(() =>
        {
            Assert.That(reports[^1].Update!.Minibatches, Is.GreaterThan(0));
            Assert.That(runs.Evaluate(tuned.Recipe!, tuned, 8).Episodes, Is.EqualTo(8));
            Assert.That(Explore(tuned), Is.EqualTo(8));
        });

        int Explore(PolicyFile policy)
        {
            using var run = new EvaluationRun(policy.Recipe!, runs.Engine, policy, SampleMode.Stochastic);
            return run.Run(8, seed: 7).Episodes;
        }
    }

    [TestCase("policy.sampler.noiseLevel=0", "noiseLevel (0)")]
    [TestCase("policy.chain.grid=Inclusive", "policy.chain.grid (Inclusive) must be Uniform for FlowSde")]
    [TestCase("policy.kind=Diffusion", "policy.sampler is for flow policies, but Kind is Diffusion")]
    public void WhatDoesNotFitIsRefused(string assignment, string message) => Assert.That(
        () => RecipeCatalog.Load("avoiding-reinflow", "policy.sampler.sampler=FlowSde", "regularizer=null", assignment),
        Throws.InstanceOf<RecipeException>().With.Message.Contains(message));
}
