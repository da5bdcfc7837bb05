using System.Text.Json;
using ReinFlow.Cli.Tests.Fixtures;
using ReinFlow.Recipes;

namespace ReinFlow.Cli.Tests;

public sealed class RecipesTests : CliTests
{
    [Test]
    public async Task EveryRecipeIsListedWithTaskPolicyAlgorithmAndSource()
    {
        CliResult list = await SucceedAsync("recipes");

        string[] lines = list.Output.TrimEnd().Split('\n');
        Assert.That(lines, Has.Length.EqualTo(3 * RecipeCatalog.Names.Count));
        for (int i = 0; i < RecipeCatalog.Names.Count; i++)
        {
            Recipe recipe = RecipeCatalog.Load(RecipeCatalog.Names[i]);
            string[] words = lines[3 * i].Split(' ', StringSplitOptions.RemoveEmptyEntries);

            string algorithm = recipe.Name switch
            {
                _ when recipe.Name.Contains("dppo", StringComparison.Ordinal) => "DPPO",
                _ when recipe.Name.Contains("flow-sde", StringComparison.Ordinal) => "FlowSde",
                _ when recipe.Name.Contains("gaussian", StringComparison.Ordinal) => "PPO",
                _ => "ReinFlow",
            };
            Assert.That(words, Is.EqualTo(new[] { recipe.Name, recipe.Environment.Name, $"{recipe.Policy.Kind}", algorithm }));
            Assert.That(lines[(3 * i) + 1], Does.Contain(recipe.Summary));
            Assert.That(lines[(3 * i) + 2], Does.Contain(recipe.Source));
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

        Assert.That(list.Output, Does.Contain("Avoiding").And.Contain("reached the goal line").And.Contain("Hopper-v2").And.Contain("Humanoid-v3"));
    }
}
