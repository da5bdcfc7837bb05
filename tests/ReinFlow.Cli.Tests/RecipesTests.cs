using System.Text.Json;
using ReinFlow.Cli.Tests.Fixtures;
using ReinFlow.Recipes;

namespace ReinFlow.Cli.Tests;

public sealed class RecipesTests : CliTests
{
    [Test]
    public async Task EveryRecipeIsOneLineWithTaskPolicyAndAlgorithm()
    {
        CliResult list = await SucceedAsync("recipes");

        string[] lines = list.Output.TrimEnd().Split('\n');
        Assert.That(Words(lines[0]), Is.EqualTo(new[] { "NAME", "TASK", "POLICY", "ALGORITHM" }));
        Assert.That(lines, Has.All.Length.LessThanOrEqualTo(120));
        for (int i = 0; i < RecipeCatalog.Names.Count; i++)
        {
            Recipe recipe = RecipeCatalog.Load(RecipeCatalog.Names[i]);
            string algorithm = recipe switch
            {
                { Policy.Kind: PolicyKind.Diffusion } => "DPPO",
                { Policy.Kind: PolicyKind.Gaussian } => "PPO",
                { Policy.Kind: PolicyKind.OneStepFlow } => "FQL",
                { Policy.Kind: PolicyKind.SquashedGaussian } => recipe.Name.EndsWith("-rlpd", StringComparison.Ordinal) ? "RLPD" : "SAC",
                _ when recipe.Name.EndsWith("flow-sde", StringComparison.Ordinal) => "FlowSde",
                _ => "ReinFlow",
            };
            Assert.That(Words(lines[i + 1]), Is.EqualTo(new[] { recipe.Name, recipe.Environment.Name, $"{recipe.Policy.Kind}", algorithm }));
        }
    }

    [Test]
    public async Task TasksWhoseEnvironmentMustBeBroughtAreMarkedAndRefusedWithTheCure()
    {
        string[] lines = (await SucceedAsync("recipes")).Output.Split('\n');

        Assert.That(lines.Where(line => line.Contains(" *", StringComparison.Ordinal)).Select(line => Words(line)[0]), Has.All.StartWith("kitchen-"));
        Assert.That(lines, Has.Some.StartWith("* ").And.Some.Contains("must be brought"));
        await FailAsync(2, ["pretrain", "kitchen-mixed-dppo-official", "--output", PathOf("kitchen")], "kitchen-mixed-v0", "not part of this package", "UseEnvironment");
    }

    [Test]
    public async Task ShowTellsTheSummaryAndTheSource()
    {
        CliResult shown = await SucceedAsync("recipes", "show", "walker2d-medium-dppo-official");

        Recipe recipe = RecipeCatalog.Load("walker2d-medium-dppo-official");
        Assert.That(shown.Output, Does.Contain(recipe.Summary).And.Contain(recipe.Source));
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

    /// <summary>Splits a line of a table; the mark of a task stands apart.</summary>
    private static string[] Words(string line) => line.Replace(" * ", " ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
