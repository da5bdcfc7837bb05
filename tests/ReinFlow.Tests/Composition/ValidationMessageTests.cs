using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ReinFlow.Algorithms;
using ReinFlow.Recipes;
using ReinFlow.Tests.Support;

namespace ReinFlow.Tests.Composition;

/// <summary>Whole messages, word by word: run, property, value, limit.</summary>
public sealed class ValidationMessageTests
{
    [Test]
    public void AValueOutOfItsLimitsIsNamedWithRunAndLimits() => Assert.That(
        Refusal(run => run.UseReinFlow(options => options.Discount = 1.5)),
        Is.EqualTo("Run 'hopper': ReinFlowOptions.Discount (1.5) must be between 0 and 1."));

    [Test]
    public void ALimitThatIsNoneIsNotNamed() => Assert.That(
        Refusal(run => run.UseReinFlow(options => options.Iterations = 0)),
        Is.EqualTo("Run 'hopper': ReinFlowOptions.Iterations (0) must be at least 1."));

    [Test]
    public void AValueOfAPartIsNamedWithThePart() => Assert.That(
        Refusal(run => run.UseRectifiedFlow(policy => policy.Chain.DenoisingSteps = 0)),
        Is.EqualTo("Run 'hopper': RectifiedFlowOptions.Chain.DenoisingSteps (0) must be between 1 and 1000."));

    [Test]
    public void ARuleAcrossPropertiesIsNamedOnce() => Assert.That(
        Refusal(run => run.UseRectifiedFlow(policy => policy.ExecutedSteps = 8)),
        Is.EqualTo("Run 'hopper': RectifiedFlowOptions.ExecutedSteps (8) must not exceed Horizon (4)."));

    [TestCase("policy.network.head.hiddenLayers=[64,64]", "policy.network.head.hiddenLayers (64, 64) must have an odd number of entries")]
    [TestCase("policy.critic.hiddenLayers=[0]", "policy.critic.hiddenLayers has a layer of width 0")]
    [TestCase("policy.noise.maximumStandardDeviation=0.01", "policy.noise.minimumStandardDeviation (0.1) must not exceed MaximumStandardDeviation (0.01)")]
    [TestCase("algorithm.minimumLogDensity=3", "algorithm.minimumLogDensity (3) must be less than MaximumLogDensity (1)")]
    [TestCase("algorithm.policyLearningRate.warmupSteps=5000", "algorithm.policyLearningRate.warmupSteps (5000) must be less than CycleSteps")]
    public void ARuleAcrossPropertiesOfARecipeIsNamedByItsKey(string assignment, string message) => Assert.That(
        () => RecipeCatalog.Load("hopper-medium-reinflow", assignment), Throws.InstanceOf<RecipeException>().With.Message.Contains($": {message}"));

    [Test]
    public void ARuleOfAnAlgorithmIsNamedOnce() => Assert.That(
        Refusal(run => run.UseReinFlow(options => (options.MinimumLogDensity, options.MaximumLogDensity) = (3, 2))),
        Is.EqualTo("Run 'hopper': ReinFlowOptions.MinimumLogDensity (3) must be less than MaximumLogDensity (2)."));

    [Test]
    public void SeveralMistakesAreNamedAtOnce() => Assert.That(
        Refusal(run => run.UseReinFlow(options => (options.Discount, options.Epochs) = (2, 0))),
        Is.EqualTo(
            "Run 'hopper': ReinFlowOptions.Discount (2) must be between 0 and 1.; Run 'hopper': ReinFlowOptions.Epochs (0) must be at least 1."));

    [Test]
    public void OneRunsMistakeLeavesTheOthersAlone()
    {
        var services = new ServiceCollection();
        SmallRuns.Add(services, "good");
        SmallRuns.Add(services, "bad", options => options.Discount = 7);
        using ServiceProvider provider = services.BuildServiceProvider();
        IOptionsMonitor<ReinFlowOptions> options = provider.GetRequiredService<IOptionsMonitor<ReinFlowOptions>>();
        Assert.Multiple(() =>
        {
            Assert.That(options.Get("good").Iterations, Is.EqualTo(SmallRuns.Iterations));
            Assert.That(() => options.Get("bad"), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("'bad'").And.Message.Contains("(7)"));
            Assert.That(
                () => provider.GetRequiredService<IStartupValidator>().Validate(), Throws.InstanceOf<OptionsValidationException>(), "A host would say it at its start");
        });
    }

    [Test]
    public void ARecipeNamesKeysAsItsFileDoes() => Assert.That(
        () => RecipeCatalog.Load("avoiding-reinflow", "algorithm.discount=1.5"),
        Throws.InstanceOf<RecipeException>().With.Message.EqualTo(
            "the recipe 'avoiding-reinflow' cannot be used: algorithm.discount (1.5) must be between 0 and 1."));

    [TestCase("policy.noise.schedule=decay", "The value of 'policy.noise.schedule' in the recipe 'avoiding-reinflow' does not fit: 'decay' is none of Learn, LearnDecay, Constant, VariancePreserving, Linear.")]
    [TestCase("algorithm.iterations=many", "The value of 'algorithm.iterations' in the recipe 'avoiding-reinflow' does not fit: 'many' is not a whole number that is small enough.")]
    [TestCase("algorithm.discount=high", "The value of 'algorithm.discount' in the recipe 'avoiding-reinflow' does not fit: 'high' is not a number.")]
    [TestCase("algorithm.scaleRewards=perhaps", "The value of 'algorithm.scaleRewards' in the recipe 'avoiding-reinflow' does not fit: 'perhaps' is neither true nor false.")]
    [TestCase("policy.noise.hiddenLayers=64", "The value of 'policy.noise.hiddenLayers' in the recipe 'avoiding-reinflow' does not fit: 64 is not a list of numbers such as [64, 64].")]
    public void AValueOfTheWrongKindIsDescribedWithoutNamesOfTypes(string assignment, string message)
    {
        RecipeException? refusal = Assert.Throws<RecipeException>(() => RecipeCatalog.Load("avoiding-reinflow", assignment));
        Assert.Multiple(() =>
        {
            Assert.That(refusal!.Message, Does.StartWith(message));
            Assert.That(refusal.Message, Does.Not.Contain("System.").And.Not.Contain("ReinFlow."));
        });
    }

    [Test]
    public void AnUnknownKeyOfAConfigurationIsRefusedWithTheNearestOne()
    {
        IConfigurationSection section = Section(("BasedOn", "avoiding-reinflow"), ("Algorithm:Iteratoins", "3"));
        Assert.That(
            Refusal(run => run.UseRecipe(section)),
            Is.EqualTo(
                "Run 'hopper': the configuration section 'ReinFlow:hopper' has the unknown key 'algorithm.Iteratoins'. Did you mean 'algorithm.iterations'?"));
    }

    [Test]
    public void AValueOfAConfigurationThatDoesNotFitIsRefused()
    {
        IConfigurationSection section = Section(("BasedOn", "avoiding-reinflow"), ("Algorithm:Discount", "1.5"));
        Assert.That(
            Refusal(run => run.UseRecipe(section)),
            Is.EqualTo("Run 'hopper': the configuration section 'ReinFlow:hopper' cannot be used: algorithm.discount (1.5) must be between 0 and 1."));
    }

    [Test]
    public void AMissingSectionIsRefusedWithTheCure() => Assert.That(
        Refusal(run => run.UseRecipe(Section())),
        Is.EqualTo(
            "Run 'hopper': the configuration section 'ReinFlow:hopper' is empty or missing. Give it at least the recipe on which it is based: \"BasedOn\": \"avoiding-reinflow\"."));

    [Test]
    public void CodeThatBreaksARecipeIsNamedLikeOtherOptions() => Assert.That(
        Refusal(run => run.UseRecipe("avoiding-reinflow", recipe => recipe.Algorithm.Discount = 1.5)),
        Is.EqualTo("Run 'hopper': Recipe: algorithm.discount (1.5) must be between 0 and 1."));

    private static IConfigurationSection Section(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(item => KeyValuePair.Create($"ReinFlow:hopper:{item.Key}", (string?)item.Value)))
        .Build()
        .GetSection("ReinFlow:hopper");

    /// <summary>The message with which the start of a host refuses a run.</summary>
    private static string Refusal(Action<IFineTuningBuilder> compose)
    {
        var services = new ServiceCollection();
        compose(services.AddReinFlow().AddFineTuning("hopper"));
        using ServiceProvider provider = services.BuildServiceProvider();
        return Assert.Catch(() => provider.GetRequiredService<IStartupValidator>().Validate())!.Message;
    }
}
