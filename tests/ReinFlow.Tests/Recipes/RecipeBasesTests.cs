using ReinFlow.Recipes;
using ReinFlow.Runs;

namespace ReinFlow.Tests.Recipes;

public sealed class RecipeBasesTests
{
    [Test]
    public void EveryRecipeOfThePackageHasTheNameOfItsFileAndSaysWhereItComesFrom()
    {
        foreach (string name in RecipeCatalog.Names)
        {
            Recipe recipe = RecipeCatalog.Load(name);

            Assert.That(recipe.Name, Is.EqualTo(name));
            Assert.That(recipe.Summary, Is.Not.Empty);
            Assert.That(recipe.Source, Is.Not.Empty);
        }
    }

    [Test]
    public void EverySummaryStandsAlone()
    {
        string[] summaries = [.. RecipeCatalog.Names.Select(name => RecipeCatalog.Load(name).Summary)];

        Assert.That(summaries, Is.Unique);
        Assert.That(summaries, Has.None.Contains("The same"));
        Assert.That(summaries, Has.All.EndsWith("."));
    }

    [Test]
    public void EveryTaskIsPlayableHereOrKnownToBeBrought() => Assert.That(
        RecipeCatalog.Names.Select(name => RecipeCatalog.Load(name).Environment.Name).Distinct(),
        Is.SubsetOf(EnvironmentCatalog.Names.Concat(EnvironmentCatalog.Foreign)));

    [Test]
    public void AWrittenRecipeIsReadable() =>
        Assert.That(RecipeReader.Write(RecipeCatalog.Load("hopper-medium-flow-sde")), Does.Contain("'medium'").And.Contain("πRL"));

    [Test]
    public void PartsAreNoRecipes() => Assert.That(RecipeCatalog.Names, Has.None.Contains("/"));

    [Test]
    public void ARecipeHoldsWhatDiffersFromItsBase()
    {
        Recipe recipe = Read("""
            { "basedOn": ["walker2d-medium-reinflow-official"], "algorithm": { "criticLearningRate": { "maximum": 0.002 }, "epochs": 3 } }
            """);

        Assert.That(recipe.Environment.Name, Is.EqualTo("Walker2d-v2"));
        Assert.That(recipe.Algorithm.Epochs, Is.EqualTo(3));
        Assert.That(recipe.Algorithm.CriticWarmupIterations, Is.EqualTo(5));
        Assert.That((recipe.Algorithm.CriticLearningRate.Maximum, recipe.Algorithm.CriticLearningRate.Minimum), Is.EqualTo((0.002, 0.004)));
    }

    [Test]
    public void ALaterBaseGoesBeforeAnEarlierOneAndSettingsGoBeforeAll()
    {
        Recipe recipe = RecipeReader.Read(
            """{ "basedOn": ["hopper-medium-reinflow-official", "parts/cpu"] }""", "the file", "algorithm.evaluationEvery=7");

        Assert.That(recipe.Algorithm.MinibatchSize, Is.EqualTo(1250));
        Assert.That(recipe.Algorithm.EvaluationEvery, Is.EqualTo(7));
    }

    [Test]
    public void ListsAreReplacedAndNullRemovesASection()
    {
        Recipe recipe = Read("""
            {
              "basedOn": ["hopper-medium-reinflow-regularized"],
              "policy": { "network": { "head": { "hiddenLayers": [64] } } },
              "algorithm": { "regularizationCoefficient": 0 },
              "regularizer": null
            }
            """);

        Assert.That(recipe.Policy.Network.Head.HiddenLayers, Is.EqualTo(new[] { 64 }));
        Assert.That(recipe.Regularizer, Is.Null);
    }

    [Test]
    public void AWrittenRecipeStandsAlone()
    {
        string text = RecipeReader.Write(RecipeCatalog.Load("humanoid-medium-reinflow-shortcut"));

        Assert.That(text, Does.Not.Contain("basedOn"));
        Assert.That(RecipeReader.Write(Read(text)), Is.EqualTo(text));
    }

    [TestCase("""{ "basedOn": ["hopper-medium-reinflo"] }""", "is based on 'hopper-medium-reinflo'", "Did you mean 'hopper-medium-reinflow'?")]
    [TestCase("""{ "basedOn": true }""", "'basedOn' in the file", "write the name of a recipe")]
    [TestCase("""{ "basedOn": [3] }""", "'basedOn' in the file", "write the name of a recipe")]
    [TestCase("""{ "basedOn": ["hopper-medium-reinflow"], "polcy": {} }""", "unknown key 'polcy'", "Did you mean 'policy'?")]
    public void WhatCannotBeResolvedIsRefused(string json, string what, string cure) =>
        Assert.That(() => Read(json), Throws.TypeOf<RecipeException>().With.Message.Contains(what).And.Message.Contains(cure));

    private static Recipe Read(string json) => RecipeReader.Read(json, "the file");
}
