using ReinFlow.Environments;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;

namespace ReinFlow.Tests.Runs;

/// <summary>Recipes for tasks whose environment the application brings.</summary>
public sealed class OwnEnvironmentTests
{
    private static readonly Recipe Foreign = AvoidingRuns.TinyRecipe(
        "environment.name=kitchen-complete-v0", "regularizer=null", "algorithm.regularizationCoefficient=0");

    [Test]
    public async Task ARunPlaysTheEnvironmentThatItIsGiven()
    {
        using var runs = new AvoidingRuns();
        PolicyFile start = await runs.Imitate(AvoidingRuns.TinyRecipe());
        int made = 0;

        using var tuning = new FineTuningRun(Foreign, runs.Engine, start, environment: Create);
        Assert.That((await tuning.FineTuneAsync()).Iterations, Is.EqualTo(3));
        using var evaluation = new EvaluationRun(Foreign, runs.Engine, start, SampleMode.Deterministic, environment: Create);
        Assert.That(evaluation.Run(4, seed: 1).Episodes, Is.EqualTo(4));
        Assert.That(made, Is.GreaterThan(0));

        IEnvironment Create()
        {
            made++;
            return new Avoiding();
        }
    }

    [Test]
    public void WithoutOneTheRunIsRefusedWithTheCure()
    {
        using var runs = new AvoidingRuns();

        Assert.That(
            () => new FineTuningRun(Foreign, runs.Engine, start: null),
            Throws.InstanceOf<RecipeException>().With.Message.Contains("'kitchen-complete-v0' is not part of this package").And.Message.Contains("IEnvironment"));
    }
}
