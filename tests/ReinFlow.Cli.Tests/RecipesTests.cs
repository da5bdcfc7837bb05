using System.Text.Json;
using ReinFlow.Cli.Tests.Fixtures;
using ReinFlow.Recipes;

namespace ReinFlow.Cli.Tests;

public sealed class RecipesTests : CliTests
{
    [Test]
    public async Task EveryRecipeIsListedWithItsSummary()
    {
        CliResult list = await SucceedAsync("recipes");

        Assert.That(list.Output.TrimEnd().Split('\n'), Has.Length.EqualTo(RecipeCatalog.Names.Count));
        foreach (string name in RecipeCatalog.Names)
        {
            Assert.That(list.Output, Does.Contain(name).And.Contain(RecipeCatalog.Load(name).Summary));
        }
    }

    [Test]
    public async Task ShowPrintsDefaultsTooAndItsTextIsTheSameRecipe()
    {
        CliResult shown = await SucceedAsync("recipes", "show", "hopper-medium-reinflow");
        string file = WriteText("shown.json", shown.Output);

        using var document = JsonDocument.Parse(shown.Output);
        Assert.That(document.RootElement.GetProperty("algorithm").GetProperty("discount").GetDouble(), Is.EqualTo(0.99), "A default");
        Assert.That((await SucceedAsync("recipes", "show", file)).Output, Is.EqualTo(shown.Output));
    }

    [Test]
    public async Task AKeyOfASectionLeavesTheOtherDefaultsOfTheSectionAlone()
    {
        string file = WriteText(
            "part.json",
            """
            {
              "policy": { "network": { "head": { "hiddenLayers": [8] } } },
              "pretraining": { "learningRate": { "maximum": 0.01 } }
            }
            """);
        using var document = JsonDocument.Parse((await SucceedAsync("recipes", "show", file)).Output);

        JsonElement head = document.RootElement.GetProperty("policy").GetProperty("network").GetProperty("head");
        Assert.That(head.GetProperty("hiddenLayers").EnumerateArray().Select(width => width.GetInt32()), Is.EqualTo(new[] { 8 }));
        Assert.That(head.GetProperty("activation").GetString(), Is.EqualTo("ReLU"), "A perceptron's own default is Mish");
        JsonElement rate = document.RootElement.GetProperty("pretraining").GetProperty("learningRate");
        Assert.That(rate.GetProperty("maximum").GetDouble(), Is.EqualTo(0.01));
        Assert.That(rate.GetProperty("cycleSteps").GetInt32(), Is.EqualTo(3000));
    }

    [Test]
    public async Task EnvironmentsAreListedWithTheirSuccessCriterion()
    {
        CliResult list = await SucceedAsync("environments");

        Assert.That(list.Output, Does.Contain("Avoiding").And.Contain("reached the goal line").And.Contain("Hopper-v2"));
    }
}
