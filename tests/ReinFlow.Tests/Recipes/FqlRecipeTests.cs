using ReinFlow.Algorithms;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;

namespace ReinFlow.Tests.Recipes;

/// <summary>The recipes of FQL beside the presets of both reference settings.</summary>
public sealed class FqlRecipeTests
{
    private static IEnumerable<string> Authors => RecipeCatalog.Names.Where(name => name.EndsWith("-fql", StringComparison.Ordinal));

    private static IEnumerable<string> Port => RecipeCatalog.Names.Where(name => name.EndsWith("-fql-official", StringComparison.Ordinal));

    [Test]
    public void EveryLocomotionTaskHasBothSettings()
    {
        string[] tasks = ["Ant-v2", "HalfCheetah-v2", "Hopper-v2", "Humanoid-v3", "Walker2d-v2"];
        Assert.Multiple(() =>
        {
            Assert.That(Authors.Select(name => RecipeCatalog.Load(name).Environment.Name), Is.EquivalentTo(tasks));
            Assert.That(Port.Select(name => RecipeCatalog.Load(name).Environment.Name), Is.EquivalentTo(tasks));
            Assert.That(tasks, Is.SubsetOf(EnvironmentCatalog.Names));
        });
    }

    [TestCaseSource(nameof(Authors))]
    public void TheAuthorsRecipesAreTheirPresetWithNormalizedValues(string name)
    {
        Recipe recipe = RecipeCatalog.Load(name);
        var preset = new FqlOptions
        {
            OfflineUpdates = 1_000_000,
            IterationLength = 10_000,
            EvaluationEpisodes = 50,
            DistillationCoefficient = 3,
            NormalizeValues = true,
        };
        Assert.That(recipe.Fql, Is.EqualTo(preset));
        AssertNetworks(recipe, new OneStepFlowOptions(), new CriticEnsembleOptions());
        Assert.That(recipe.Replay.Composition, Is.EqualTo(BatchComposition.Union));
    }

    [TestCaseSource(nameof(Port))]
    public void TheOfficialRecipesAreThePresetOfThePort(string name)
    {
        Recipe recipe = RecipeCatalog.Load(name);
        FqlOptions preset = FqlOptions.OfPort() with
        {
            OfflineUpdates = 200_000,
            Decisions = 569_936,
            WarmupDecisions = 128,
            EvaluationEvery = 5,
            EvaluationDecisions = 2_500,
        };
        Assert.That(recipe.Fql, Is.EqualTo(preset));
        int[] layers = recipe.Environment.Name == "Humanoid-v3" ? [256, 256, 256] : [256, 256];
        AssertNetworks(recipe, OneStepFlowOptions.OfPort(), CriticEnsembleOptions.OfPort() with { HiddenLayers = layers });
        Assert.That((recipe.Replay.Composition, recipe.Replay.OfflineShare), Is.EqualTo((BatchComposition.Balanced, 0.5)));
    }

    [Test]
    public void AnAlgorithmOfAnotherPolicyIsRefused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(
                () => RecipeCatalog.Load("hopper-fql", "policy.kind=RectifiedFlow"),
                Throws.InstanceOf<RecipeException>().With.Message.Contains("FQL trains one-step policies, but policy.kind is RectifiedFlow"));
            Assert.That(
                () => RecipeCatalog.Load("hopper-fql", "fql=null"),
                Throws.InstanceOf<RecipeException>().With.Message.Contains("one-step policies learn by the section fql"));
        });
    }

    private static void AssertNetworks(Recipe recipe, OneStepFlowOptions flow, CriticEnsembleOptions critics)
    {
        PolicyRecipe policy = recipe.Policy;
        Assert.Multiple(() =>
        {
            Assert.That((policy.Horizon, policy.ExecutedSteps), Is.EqualTo((flow.Horizon, flow.ExecutedSteps)));
            Assert.That(policy.Network.Head.HiddenLayers, Is.EqualTo(flow.Flow.Head.HiddenLayers));
            Assert.That(policy.Network.Head with { HiddenLayers = flow.Flow.Head.HiddenLayers }, Is.EqualTo(flow.Flow.Head));
            Assert.That(
                (policy.Network.StepEmbedding, policy.Network.StepEmbeddingDimension), Is.EqualTo((flow.Flow.StepEmbedding, flow.Flow.StepEmbeddingDimension)));
            Assert.That(policy.OneStep.HiddenLayers, Is.EqualTo(flow.OneStep.HiddenLayers));
            Assert.That(policy.OneStep with { HiddenLayers = flow.OneStep.HiddenLayers }, Is.EqualTo(flow.OneStep));
            Assert.That(policy.Teacher, Is.EqualTo(flow.Teacher));
            Assert.That(policy.Critics!.HiddenLayers, Is.EqualTo(critics.HiddenLayers));
            Assert.That(policy.Critics with { HiddenLayers = critics.HiddenLayers }, Is.EqualTo(critics));
        });
    }
}
