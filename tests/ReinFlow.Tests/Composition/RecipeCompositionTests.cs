using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;
using ReinFlow.Tests.Support;

namespace ReinFlow.Tests.Composition;

public sealed class RecipeCompositionTests
{
    [Test]
    public void ConfigurationNamesTheRecipeAndChangesItsValues()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("hopper").UseRecipe(
            Section(
                """
                { "BasedOn": "avoiding-reinflow", "environment": { "COUNT": 7 }, "Policy": { "Noise": { "Schedule": "Learn", "HiddenLayers": [24, 12] } },
                  "Algorithm": { "Discount": 0.5, "ScaleRewards": false, "MaximumGradientNorm": null } }
                """),
            recipe => recipe.Algorithm.Iterations = 3);
        services.Configure<Recipe>("hopper", recipe => recipe.Algorithm.Epochs = 4);
        using ServiceProvider provider = services.BuildServiceProvider();

        Recipe recipe = provider.GetRequiredService<IOptionsMonitor<Recipe>>().Get("hopper");

        Assert.Multiple(() =>
        {
            Assert.That(recipe.Environment.Count, Is.EqualTo(7));
            Assert.That(recipe.Policy.Noise.HiddenLayers, Is.EqualTo(new[] { 24, 12 }));
            Assert.That(recipe.Policy.Noise.Schedule, Is.EqualTo(ReinFlow.Policies.NoiseSchedule.Learn));
            Assert.That((recipe.Algorithm.Discount, recipe.Algorithm.ScaleRewards), Is.EqualTo((0.5, false)));
            Assert.That((recipe.Algorithm.Iterations, recipe.Algorithm.Epochs), Is.EqualTo((3, 4)), "Code comes after the configuration");
            Assert.That(recipe.Algorithm.ClipRange, Is.EqualTo(0.02f), "What it is based on");
        });
    }

    [Test]
    public void ConfigurationBindsTheOptionsOfOnePart()
    {
        var services = new ServiceCollection();
        SmallRuns.Add(services, "hopper");
        services.Configure<ReinFlow.Algorithms.ReinFlowOptions>("hopper", Section("""{ "Discount": 0.5, "Epochs": 0, "PolicyLearningRate": { "Maximum": 0.25 } }"""));
        services.PostConfigure<ReinFlow.Algorithms.ReinFlowOptions>("hopper", options => options.Lambda = 0.25);
        using ServiceProvider provider = services.BuildServiceProvider();
        IOptionsMonitor<ReinFlow.Algorithms.ReinFlowOptions> options = provider.GetRequiredService<IOptionsMonitor<ReinFlow.Algorithms.ReinFlowOptions>>();

        Assert.That(
            () => options.Get("hopper"),
            Throws.InstanceOf<OptionsValidationException>().With.Message.EqualTo("Run 'hopper': ReinFlowOptions.Epochs (0) must be at least 1."));
    }

    [Test]
    public void SeveralRunsOfRecipesKeepTheirOwnOptions()
    {
        var services = new ServiceCollection();
        IReinFlowBuilder builder = services.AddReinFlow();
        builder.AddFineTuning("one").UseRecipe("avoiding-reinflow", recipe => recipe.Algorithm.Iterations = 1);
        builder.AddFineTuning("two").UseRecipe("avoiding-reinflow");
        using ServiceProvider provider = services.BuildServiceProvider();
        IOptionsMonitor<Recipe> recipes = provider.GetRequiredService<IOptionsMonitor<Recipe>>();

        Assert.That((recipes.Get("one").Algorithm.Iterations, recipes.Get("two").Algorithm.Iterations), Is.EqualTo((1, 40)));
    }

    [Test]
    public async Task ARunOfARecipeDoesWhatTheCommandDoesToTheBit()
    {
        using var folder = new TemporaryFolder();
        Recipe recipe = RecipeCatalog.Load("avoiding-reinflow", SmallRuns.Recipe);
        using var engine = new CpuEngine(new CpuEngineOptions { Threads = 1 });
        using (var pretraining = new PretrainingRun(recipe, engine, RunFolder.Create(folder["imitated"], recipe, "pretrain")))
        {
            await pretraining.RunAsync();
        }

        using (var run = new FineTuningRun(recipe, engine, PolicyFile.Load(folder["imitated"]), RunFolder.Create(folder["command"], recipe, "finetune")))
        {
            await run.FineTuneAsync();
        }

        string file = folder["recipe.json"];
        await File.WriteAllTextAsync(file, RecipeReader.Write(recipe));
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("run").UseRecipe(file).StartFrom(folder["imitated"]).KeepRun(folder["services"]);
        await SmallRuns.Run(services);

        Assert.Multiple(() =>
        {
            Assert.That(Parameters("services"), Is.EqualTo(Parameters("command")));
            Assert.That(File.ReadAllLines(Path.Combine(folder["services"], "progress.csv")), Has.Length.EqualTo(4), "A header, and iterations 0 to 2");
        });

        byte[] Parameters(string name) => File.ReadAllBytes(Path.Combine(folder[name], "checkpoints", "last", "parameters.safetensors"));
    }

    [Test]
    public async Task ARecipeFineTunesInAnEnvironmentOfTheApplication()
    {
        int made = 0;
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("run")
            .UseRecipe("avoiding-reinflow", Small)
            .UseEnvironment("mine", _ =>
            {
                Interlocked.Increment(ref made);
                return new Avoiding();
            });

        FineTuningReport report = await SmallRuns.Run(services);

        Assert.That((report.Iterations, made), Is.EqualTo((2, 10)), "Four to learn, four to evaluate, one for the spec and one for the ranges");
    }

    [Test]
    public void ARecipeBesideAnAlgorithmIsRefused()
    {
        IFineTuningBuilder run = new ServiceCollection().AddReinFlow().AddFineTuning("run").UseRecipe("avoiding-reinflow");
        Assert.That(() => run.UseReinFlow(), Throws.InvalidOperationException.With.Message.Contains("'run'").And.Message.Contains("FineTuner"));
    }

    [Test]
    public void ARecipeThatIsNoneIsRefusedWhereItIsWritten()
    {
        IFineTuningBuilder run = new ServiceCollection().AddReinFlow().AddFineTuning("run");
        Assert.That(() => run.UseRecipe("avoiding-reinflw"), Throws.InstanceOf<RecipeException>().With.Message.Contains("Did you mean 'avoiding-reinflow'?"));
    }

    [Test]
    public void CheckpointsOfARecipeAreKeptWithItsOtherFiles()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("run").UseRecipe("avoiding-reinflow", Small).KeepCheckpoints("nowhere");
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(() => provider.GetRequiredKeyedService<IFineTuner>("run"), Throws.InvalidOperationException.With.Message.Contains("KeepRun(folder)"));
    }

    [Test]
    public async Task ARunComposedOfPartsKeepsAFolderLikeThoseOfTheCommand()
    {
        using var folder = new TemporaryFolder();
        var services = new ServiceCollection();
        SmallRuns.Add(services).KeepRun(folder["run"]);

        await SmallRuns.Run(services);

        var policy = PolicyFile.Load(folder["run"]);
        Assert.Multiple(() =>
        {
            Assert.That(policy.Recipe!.Policy.Network.Head.HiddenLayers, Is.EqualTo(new[] { 16, 16, 16 }));
            Assert.That(policy.Recipe.Environment.Name, Is.EqualTo("Avoiding"));
            Assert.That(File.ReadAllLines(Path.Combine(folder["run"], "progress.csv")), Has.Length.EqualTo(4));
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task ARunGoesOnInItsFolderToTheSameBits(bool isRecipe)
    {
        using var folder = new TemporaryFolder();
        await Run("whole", stopAfter: int.MaxValue);
        await Run("stopped", stopAfter: 1);

        await Run("stopped", stopAfter: int.MaxValue);

        Assert.Multiple(() =>
        {
            Assert.That(Parameters("stopped"), Is.EqualTo(Parameters("whole")));
            Assert.That(File.ReadAllLines(Path.Combine(folder["stopped"], "progress.csv")), Has.Length.EqualTo(4));
        });

        async Task Run(string name, int stopAfter)
        {
            using var stop = new CancellationTokenSource();
            var services = new ServiceCollection();
            IFineTuningBuilder run = isRecipe ? services.AddReinFlow().AddFineTuning("run").UseRecipe("avoiding-reinflow", Small) : SmallRuns.Add(services);
            run.KeepRun(folder[name], resume: true);
            await using ServiceProvider provider = services.BuildServiceProvider();
            var progress = new ProgressRecord(report =>
            {
                if (report.Iteration >= stopAfter)
                {
                    stop.Cancel();
                }
            });
            await provider.GetRequiredKeyedService<IFineTuner>("run").FineTuneAsync(progress, stop.Token)
                .ContinueWith(_ => { }, TaskScheduler.Default);
        }

        byte[] Parameters(string name) => File.ReadAllBytes(Path.Combine(folder[name], "checkpoints", "last", "parameters.safetensors"));
    }

    [Test]
    public async Task AFolderOfAnotherRunIsNotGoneOnIn()
    {
        using var folder = new TemporaryFolder();
        await SmallRuns.Run(Services(resume: false, _ => { }));
        Assert.Multiple(() =>
        {
            Assert.That(
                async () => await SmallRuns.Run(Services(resume: false, _ => { })),
                Throws.InstanceOf<IOException>().With.Message.Contains("Run 'run'").And.Message.Contains("KeepRun(folder, resume: true)"));
            Assert.That(
                async () => await SmallRuns.Run(Services(resume: true, recipe => recipe.Algorithm.Discount = 0.5)),
                Throws.InvalidOperationException.With.Message.Contains("holds a run with other options: its recipe.json says").And.Message.Contains("the run now has \"discount\": 0.5"));
            Assert.That(async () => await SmallRuns.Run(Services(resume: true, _ => { })), Throws.Nothing, "It is complete");
        });

        ServiceCollection Services(bool resume, Action<Recipe> configure)
        {
            var services = new ServiceCollection();
            services.AddReinFlow().AddFineTuning("run").UseRecipe("avoiding-reinflow", recipe =>
            {
                Small(recipe);
                configure(recipe);
            }).KeepRun(folder["run"], resume);
            return services;
        }
    }

    private static void Small(Recipe recipe)
    {
        recipe.Environment.Count = 4;
        recipe.Policy.Network.Head.HiddenLayers = [16, 16, 16];
        recipe.Policy.Critic.HiddenLayers = [16];
        (recipe.Regularizer, recipe.Algorithm.RegularizationCoefficient) = (null, 0);
        (recipe.Algorithm.Iterations, recipe.Algorithm.Decisions, recipe.Algorithm.MinibatchSize, recipe.Algorithm.EvaluationEvery) = (2, 8, 32, 0);
    }

    private static IConfigurationSection Section(string json)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($$"""{ "ReinFlow": { "hopper": {{json}} } }"""));
        return new ConfigurationBuilder().AddJsonStream(stream).Build().GetSection("ReinFlow:hopper");
    }
}
