using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ReinFlow.Algorithms;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;

namespace ReinFlow.Tests.Runs;

public sealed class OffPolicyRunTests
{
    private static readonly string[] Small =
    [
        "environment.name=Avoiding",
        "environment.count=4",
        "policy.squashedGaussian.network.hiddenLayers=[16,16]",
        "policy.critics.hiddenLayers=[16,16]",
        "demonstrations.scriptedEpisodes=5",
    ];

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory();

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task SacLearnsFromScratchAndItsPolicyIsEvaluated()
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = Sac();
        RunFolder kept = RunFolder.Create(Path.Combine(_folder.FullName, "run"), recipe, "finetune");
        using (var run = new FineTuningRun(recipe, runs.Engine, start: null, kept))
        {
            FineTuningReport report = await run.FineTuneAsync();
            Assert.That((report.Iterations, report.EnvironmentSteps), Is.EqualTo((4, 160L)));
        }

        var policy = PolicyFile.Load(kept.Path);
        using var mean = new EvaluationRun(policy.Recipe!, runs.Engine, policy, SampleMode.Deterministic);
        using var noisy = new EvaluationRun(policy.Recipe!, runs.Engine, policy, SampleMode.Stochastic);
        Assert.That((mean.Run(4, 7).Episodes, noisy.Run(4, 7).Episodes), Is.EqualTo((4, 4)));
        using var next = new FineTuningRun(recipe, runs.Engine, policy);
        Assert.That((await next.FineTuneAsync()).First!.MeanReturn, Is.EqualTo(Evaluated(kept)).Within(1e-6), "It goes on from the saved actor");
    }

    [Test]
    public async Task TheProgressFileHasWhatTheAlgorithmMeasures()
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = Sac();
        RunFolder kept = RunFolder.Create(Path.Combine(_folder.FullName, "run"), recipe, "finetune");
        using var run = new FineTuningRun(recipe, runs.Engine, start: null, kept);
        await run.FineTuneAsync();

        string[] lines = await File.ReadAllLinesAsync(kept.Progress);
        string[] columns = lines[0].Split(',');
        Assert.That(columns, Is.Unique);
        Assert.That(columns, Does.Contain("critic_loss").And.Contains("temperature"));
        Assert.That(lines[^1].Split(',')[Array.IndexOf(columns, "critic_loss")], Is.Not.Empty);
    }

    [Test]
    public async Task RlpdMixesScriptedDemonstrationsIn()
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = RecipeCatalog.Load(
            "hopper-rlpd", [.. Small, "rlpd.decisions=30", "rlpd.warmupDecisions=10", "rlpd.updatesPerRound=2", "rlpd.batchSize=16", "rlpd.iterationLength=15"]);
        using var run = new FineTuningRun(recipe, runs.Engine, start: null);

        Assert.That((await run.FineTuneAsync()).Iterations, Is.EqualTo(2));
    }

    [TestCase("policy.kind=Gaussian", "SAC trains squashed Gaussian policies, but policy.kind is Gaussian")]
    [TestCase("algorithm.discount=0.9", "Set sac.discount=0.9 instead")]
    [TestCase("rlpd.decisions=500000", "sac and rlpd are two algorithms")]
    [TestCase("sac.batchSize=0", "sac.batchSize (0)")]
    [TestCase("sac.decisions=4999", "sac.warmupDecisions (5000) exceeds Decisions (4999)")]
    [TestCase("replay.offlineShare=2", "replay.offlineShare (2)")]
    public void WhatDoesNotFitIsRefused(string assignment, string message) => Assert.That(
        () => RecipeCatalog.Load("hopper-sac", assignment), Throws.InstanceOf<RecipeException>().With.Message.Contains(message));

    [Test]
    public void ThePenaltyOfTheAlgorithmThatIsReplacedIsNoMistake()
    {
        const string Text = """{ "basedOn": ["avoiding-reinflow"], "name": "own", "policy": { "kind": "SquashedGaussian" }, "sac": {}, "regularizer": null }""";

        Recipe recipe = RecipeReader.Read(Text, "own.json");

        Assert.That((recipe.Algorithm.RegularizationCoefficient > 0, recipe.OffPolicy()), Is.EqualTo((true, recipe.Sac)));
    }

    [Test]
    public void RlpdWithoutDemonstrationsOfItsTaskIsRefused()
    {
        using var runs = new AvoidingRuns();

        Assert.That(
            () => new FineTuningRun(RecipeCatalog.Load("hopper-rlpd"), runs.Engine, start: null),
            Throws.InstanceOf<RecipeException>().With.Message.Contains("needs demonstrations of Hopper-v2"));
    }

    [TestCase("Hopper-v2", "hopper")]
    [TestCase("Walker2d-v2", "walker2d")]
    [TestCase("HalfCheetah-v2", "halfcheetah")]
    [TestCase("Ant-v2", "ant")]
    [TestCase("Humanoid-v3", "humanoid")]
    public void EveryLocomotionTaskHasARecipeOfSac(string task, string name)
    {
        Recipe recipe = RecipeCatalog.Load($"{name}-sac");

        Assert.That((recipe.Environment.Name, recipe.Environment.Count, recipe.Policy.Horizon), Is.EqualTo((task, 1, 1)));
        Assert.That((recipe.Sac!.CriticLearningRate, recipe.Sac.Decisions), Is.EqualTo((1e-3, 1_000_000)));
    }

    [TestCase("Hopper-v2", "hopper", 5)]
    [TestCase("Walker2d-v2", "walker2d", 5)]
    [TestCase("HalfCheetah-v2", "halfcheetah", 10)]
    [TestCase("Ant-v2", "ant", 10)]
    [TestCase("Humanoid-v3", "humanoid", 10)]
    public void EveryLocomotionTaskHasARecipeOfRlpd(string task, string name, int members)
    {
        Recipe recipe = RecipeCatalog.Load($"{name}-rlpd");

        Assert.That((recipe.Environment.Name, recipe.Environment.Count, recipe.Policy.Critics!.Members), Is.EqualTo((task, 1, members)));
        Assert.That((recipe.Sac, recipe.Rlpd!.UpdatesPerRound), Is.EqualTo(((SacOptions?)null, 20)));
    }

    [Test]
    public async Task ARunIsComposedByServices()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("sac")
            .UseAvoiding(environments => environments.Count = 4)
            .UseReplay(replay => replay.Capacity = 500)
            .UseSac(sac =>
            {
                (sac.Decisions, sac.WarmupDecisions, sac.IterationLength, sac.BatchSize) = (12, 6, 6, 16);
                sac.EvaluationEpisodes = 4;
            });
        await using ServiceProvider provider = services.BuildServiceProvider();

        FineTuningReport report = await provider.GetRequiredKeyedService<IFineTuner>("sac").FineTuneAsync();

        Assert.That((report.Iterations, report.EnvironmentSteps), Is.EqualTo((2, 48L)));
    }

    [TestCase("sac")]
    [TestCase("rlpd")]
    [TestCase("fql")]
    public void TheCriticsOfARunAreThoseOfItsAlgorithmOnEveryWay(string algorithm)
    {
        CriticEnsembleOptions expected = algorithm switch
        {
            "sac" => CriticEnsembleOptions.OfPort() with { LayerNorm = LayerNormPlacement.None },
            "rlpd" => CriticEnsembleOptions.OfPort() with { Members = 10 },
            _ => new CriticEnsembleOptions(),
        };
        var services = new ServiceCollection();
        IFineTuningBuilder builder = services.AddReinFlow().AddFineTuning("run").UseAvoiding().UseCritics();
        _ = algorithm switch { "sac" => builder.UseSac(), "rlpd" => builder.UseRlpd(), _ => builder.UseFql() };
        using ServiceProvider provider = services.BuildServiceProvider();
        string kind = algorithm == "fql" ? "OneStepFlow" : "SquashedGaussian";
        string json = $$"""{ "policy": { "kind": "{{kind}}", "critics": { "members": 7 } }, "{{algorithm}}": {} }""";

        AssertSame(provider.GetRequiredService<IOptionsMonitor<CriticEnsembleOptions>>().Get("run"), expected);
        AssertSame(RecipeReader.Read(json, "a recipe").Policy.Critics!, expected with { Members = 7 });
        AssertSame(RecipeReader.Read(json, "a recipe", "policy.critics=null").Policy.Critics!, expected);
    }

    [Test]
    public void TheCriticsOfARunMayBeChosen()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("sac").UseAvoiding().UseSac();
        services.AddReinFlow().AddFineTuning("rlpd").UseAvoiding().UseRlpd();
        services.AddReinFlow().AddFineTuning("own").UseAvoiding().UseCritics(critics => critics.Members = 3).UseSquashedGaussian().UseSac();
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.That(
            new[] { "sac", "rlpd", "own" }.Select(name => provider.GetRequiredKeyedService<IActionValueFunction>(name).Members), Is.EqualTo(new[] { 2, 10, 3 }));
    }

    [Test]
    public void RlpdByServicesNeedsTransitions()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("rlpd").UseAvoiding().UseRlpd();
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.That(() => provider.GetRequiredKeyedService<IFineTuner>("rlpd"), Throws.ArgumentException.With.Message.Contains("by UseTransitions"));
    }

    [Test]
    public void APolicyOfLargerActionsThanTheTaskTakesIsRefusedByServices()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("sac").UseAvoiding().UseSquashedGaussian().UseSac();
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.That(
            () => provider.GetRequiredKeyedService<IFineTuner>("sac"),
            Throws.ArgumentException.With.Message.Contains("Avoiding takes actions in [-0.01, 0.01]"));
    }

    [Test]
    public void DemonstrationsThatSacWouldIgnoreAreRefused()
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = RecipeCatalog.Load("hopper-sac", [.. Small, "demonstrations.path=mine.npz"]);

        Assert.That(
            () => new FineTuningRun(recipe, runs.Engine, start: null),
            Throws.InstanceOf<RecipeException>().With.Message.StartsWith("'mine.npz' would change nothing: SAC learns from demonstrations"));
    }

    [Test]
    public async Task AOneStepPolicyHasNoNoiseToInject()
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = RecipeCatalog.Load(
            "hopper-fql",
            [
                .. Small, "policy.network.head.hiddenLayers=[16,16]", "policy.oneStep.hiddenLayers=[16,16]",
                "fql.offlineUpdates=0", "fql.decisions=20", "fql.iterationLength=10", "fql.batchSize=16", "fql.evaluationEpisodes=4",
            ]);
        RunFolder kept = RunFolder.Create(Path.Combine(_folder.FullName, "run"), recipe, "finetune");
        using (var run = new FineTuningRun(recipe, runs.Engine, start: null, kept))
        {
            await run.FineTuneAsync();
        }

        var policy = PolicyFile.Load(kept.Path);
        using var plain = new EvaluationRun(policy.Recipe!, runs.Engine, policy, SampleMode.Deterministic);
        Assert.That(plain.Run(4, 7).Episodes, Is.EqualTo(4));
        foreach (Func<IDisposable> noisy in new Func<IDisposable>[]
        {
            () => new EvaluationRun(policy.Recipe!, runs.Engine, policy, SampleMode.Stochastic),
            () => new CollectionRun(policy.Recipe!, runs.Engine, policy, SampleMode.Stochastic),
        })
        {
            Assert.That(() => noisy(), Throws.InstanceOf<RecipeException>().With.Message.Contains("no noise to inject. Let it act without: 'collect' does with --deterministic"));
        }
    }

    private static void AssertSame(CriticEnsembleOptions actual, CriticEnsembleOptions expected)
    {
        Assert.That(actual.HiddenLayers, Is.EqualTo(expected.HiddenLayers));
        Assert.That(actual with { HiddenLayers = expected.HiddenLayers }, Is.EqualTo(expected));
    }

    private static Recipe Sac() => RecipeCatalog.Load(
        "hopper-sac",
        [.. Small, "sac.decisions=40", "sac.warmupDecisions=10", "sac.batchSize=16", "sac.iterationLength=10", "sac.evaluationEpisodes=4"]);

    private static double Evaluated(RunFolder folder) => CheckpointReader.Open(Path.Combine(folder.Checkpoints, "last")).FineTuning!.Last!.MeanReturn;
}
