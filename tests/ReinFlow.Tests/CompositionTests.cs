using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ReinFlow.Catalog;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Tests;

public sealed class CompositionTests
{
    [Test]
    public async Task FiveLinesFineTuneAnEnvironmentOfOnesOwn()
    {
        using var folder = new TemporaryFolder();
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("own")
            .UseEnvironment("reach", _ => new Reach(), environments => environments.Count = 4)
            .UseRectifiedFlow(policy => policy.Network.Head.HiddenLayers = [16, 16, 16])
            .UseLearnedNoise(noise => noise.HiddenLayers = [8])
            .UseReinFlow(Tiny)
            .KeepCheckpoints(folder.Path);
        await using ServiceProvider provider = services.BuildServiceProvider();
        var reports = new List<FineTuningProgress>();

        FineTuningReport report = await provider.GetRequiredKeyedService<IFineTuner>("own").FineTuneAsync(new SynchronousProgress(reports.Add));

        Assert.Multiple(() =>
        {
            Assert.That(report.Iterations, Is.EqualTo(2));
            Assert.That(report.EnvironmentSteps, Is.GreaterThan(0));
            Assert.That(reports.Select(progress => progress.Iteration), Is.EqualTo(new[] { 0, 1, 2 }));
            Assert.That(File.Exists(Path.Combine(folder.Path, "last", "parameters.safetensors")));
        });
    }

    [Test]
    public async Task AShortcutPolicyIsFineTunedByTheSameTrainer()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("run").UseAvoiding(environments => environments.Count = 2)
            .UseShortcut(policy => policy.Chain.DenoisingSteps = 2).UseLearnedNoise().UseReinFlow(Tiny);
        await using ServiceProvider provider = services.BuildServiceProvider();

        FineTuningReport report = await provider.GetRequiredKeyedService<IFineTuner>("run").FineTuneAsync();

        Assert.Multiple(() =>
        {
            Assert.That(report.Iterations, Is.EqualTo(2));
            Assert.That(provider.GetRequiredKeyedService<IFlowPolicy>("run"), Is.InstanceOf<ShortcutPolicy>());
            Assert.That(provider.GetRequiredKeyedService<IChainPolicy>("run").DenoisingSteps, Is.EqualTo(2), "The chain is the policy's");
            Assert.That(provider.GetServices<ComponentDescriptor>().Select(component => component.Name), Does.Contain("shortcut"));
        });
    }

    [Test]
    public async Task AFlowIsFineTunedWithoutANoiseNet()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("run").UseAvoiding(environments => environments.Count = 2)
            .UseRectifiedFlow().UseStochasticSampler(sampler => sampler.Steps = StochasticSteps.OneAtRandom).UseReinFlow(Tiny);
        await using ServiceProvider provider = services.BuildServiceProvider();

        FineTuningReport report = await provider.GetRequiredKeyedService<IFineTuner>("run").FineTuneAsync();

        Assert.Multiple(() =>
        {
            Assert.That(report.Iterations, Is.EqualTo(2));
            Assert.That(provider.GetRequiredKeyedService<IChainPolicy>("run"), Is.InstanceOf<SingleStepFlowPolicy>());
            Assert.That(provider.GetServices<ComponentDescriptor>().Select(component => component.Name), Does.Contain("stochastic-sampler"));
        });
    }

    [Test]
    public async Task AGaussianPolicyIsFineTunedByTheSameTrainer()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("run").UseAvoiding(environments => environments.Count = 2)
            .UseGaussian(policy => policy.Head.Components = 2).UseReinFlow(Tiny);
        await using ServiceProvider provider = services.BuildServiceProvider();

        FineTuningReport report = await provider.GetRequiredKeyedService<IFineTuner>("run").FineTuneAsync();

        Assert.Multiple(() =>
        {
            Assert.That(report.Iterations, Is.EqualTo(2));
            Assert.That(provider.GetRequiredKeyedService<IChainPolicy>("run"), Is.InstanceOf<GaussianPolicy>());
            Assert.That(provider.GetServices<ComponentDescriptor>().Select(component => component.Name), Does.Contain("gaussian"));
        });
    }

    [Test]
    public async Task ADiffusionPolicyIsFineTunedByTheSameTrainer()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("run").UseAvoiding(environments => environments.Count = 2)
            .UseDiffusion(policy => (policy.Chain.NoiseLevels, policy.Chain.FineTunedSteps) = (5, 2))
            .UseDppo(options => (options.Iterations, options.Decisions, options.EvaluationEvery) = (2, 4, 0));
        await using ServiceProvider provider = services.BuildServiceProvider();

        FineTuningReport report = await provider.GetRequiredKeyedService<IFineTuner>("run").FineTuneAsync();

        Assert.Multiple(() =>
        {
            Assert.That(report.Iterations, Is.EqualTo(2));
            Assert.That(provider.GetRequiredKeyedService<IChainPolicy>("run").DenoisingSteps, Is.EqualTo(2), "Those that are fine-tuned");
            Assert.That(provider.GetServices<ComponentDescriptor>().Select(component => component.Name), Is.SupersetOf(new[] { "diffusion", "dppo" }));
        });
    }

    [Test]
    public async Task AOneStepPolicyLearnsByFlowQLearning()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("run").UseAvoiding(environments => environments.Count = 2)
            .UseOneStepFlow(policy => (policy.Flow.Head.HiddenLayers, policy.OneStep.HiddenLayers) = ([16, 16], [16, 16]))
            .UseCritics(critics => critics.HiddenLayers = [16, 16])
            .UseFql(options => (options.Decisions, options.IterationLength, options.BatchSize, options.EvaluationEvery) = (40, 20, 16, 0));
        services.AddKeyedSingleton("run", ObservationScale.Measure(new Avoiding(), new RandomSource(1)));
        await using ServiceProvider provider = services.BuildServiceProvider();

        FineTuningReport report = await provider.GetRequiredKeyedService<IFineTuner>("run").FineTuneAsync();

        Assert.Multiple(() =>
        {
            Assert.That(report.Iterations, Is.EqualTo(2));
            Assert.That(provider.GetRequiredKeyedService<IActionValueFunction>("run").Members, Is.EqualTo(2));
            Assert.That(provider.GetServices<ComponentDescriptor>().Select(component => component.Name), Is.SupersetOf(new[] { "one-step-flow", "critics", "fql" }));
        });
    }

    [Test]
    public async Task FlowQLearningWithoutAOneStepPolicyIsRefused()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("run").UseAvoiding().UseFql();
        await using ServiceProvider provider = services.BuildServiceProvider();

        Assert.That(
            () => provider.GetRequiredKeyedService<IFineTuner>("run"), Throws.InvalidOperationException.With.Message.Contains("Add UseOneStepFlow()"));
    }

    [Test]
    public async Task AShortcutChainThatIsNeverTrainedIsRefused()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("run").UseAvoiding().UseShortcut(policy => policy.Chain.DenoisingSteps = 6).UseLearnedNoise();
        await using ServiceProvider provider = services.BuildServiceProvider();

        Assert.Multiple(() =>
        {
            Assert.That(
                () => provider.GetRequiredKeyedService<IFlowPolicy>("run"),
                Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("DenoisingSteps (6) must be a power of two up to 16"));
            Assert.That(
                () => RecipeCatalog.Load("hopper-medium-reinflow-shortcut", "policy.chain.denoisingSteps=6"),
                Throws.InstanceOf<RecipeException>().With.Message.Contains("policy.chain.denoisingSteps (6) must be a power of two up to 16"));
        });
    }

    [Test]
    public async Task SeveralRunsLiveInOneContainerAndDoNotShareParts()
    {
        var services = new ServiceCollection();
        IReinFlowBuilder builder = services.AddReinFlow();
        foreach (string name in new[] { "first", "second" })
        {
            builder.AddFineTuning(name).UseAvoiding(environments => environments.Count = 2).UseRectifiedFlow().UseLearnedNoise().UseReinFlow(Tiny);
        }

        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Multiple(() =>
        {
            Assert.That(provider.GetRequiredKeyedService<IChainPolicy>("first"), Is.Not.SameAs(provider.GetRequiredKeyedService<IChainPolicy>("second")));
            Assert.That(provider.GetRequiredKeyedService<IFineTuner>("first"), Is.Not.SameAs(provider.GetRequiredKeyedService<IFineTuner>("second")));
        });
    }

    [Test]
    public void ASecondPolicyInOneRunIsRefused()
    {
        IFineTuningBuilder run = new ServiceCollection().AddReinFlow().AddFineTuning("run").UseAvoiding().UseRectifiedFlow();
        Assert.That(() => run.UseRectifiedFlow(), Throws.InvalidOperationException.With.Message.Contains("'run'").And.Message.Contains("Policy"));
    }

    [TestCase("UseStochasticSampler", "UseLearnedNoise")]
    [TestCase("UseLearnedNoise", "UseStochasticSampler")]
    [TestCase("UseGaussian", "UseLearnedNoise")]
    [TestCase("UseLearnedNoise", "UseDiffusion")]
    [TestCase("UseStochasticSampler", "UseGaussian")]
    public void ASecondCallThatGivesTheChainItsNoiseIsRefusedNamingBoth(string first, string second)
    {
        IFineTuningBuilder run = new ServiceCollection().AddReinFlow().AddFineTuning("run").UseAvoiding();
        Use(first);

        Assert.That(
            () => Use(second),
            Throws.InvalidOperationException.With.Message.Contains("'run'").And.Message.Contains(first).And.Message.Contains(second));

        IFineTuningBuilder Use(string call) => call switch
        {
            "UseStochasticSampler" => run.UseStochasticSampler(),
            "UseLearnedNoise" => run.UseLearnedNoise(),
            "UseDiffusion" => run.UseDiffusion(),
            _ => run.UseGaussian(),
        };
    }

    [Test]
    public void LearnedNoiseForAChainOfOnesOwnIsRefused()
    {
        IFineTuningBuilder run = new ServiceCollection().AddReinFlow().AddFineTuning("run").UseAvoiding();
        run.Services.AddKeyedSingleton<IChainPolicy>("run", (_, _) => throw new InvalidOperationException());

        Assert.That(() => run.UseLearnedNoise(), Throws.InvalidOperationException.With.Message.Contains("IChainPolicy").And.Message.Contains("UseLearnedNoise"));
    }

    [Test]
    public void TheSameNoiseInTwoRunsIsFine()
    {
        IReinFlowBuilder builder = new ServiceCollection().AddReinFlow();
        builder.AddFineTuning("one").UseLearnedNoise();

        Assert.That(() => builder.AddFineTuning("other").UseStochasticSampler(), Throws.Nothing);
    }

    [Test]
    public async Task InvalidOptionsNamePropertyValueAndLimit()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("run").UseAvoiding().UseRectifiedFlow(policy => policy.ExecutedSteps = 9).UseLearnedNoise();
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(
            () => provider.GetRequiredKeyedService<IFlowPolicy>("run"),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("ExecutedSteps (9)").And.Message.Contains("Horizon (4)"));
    }

    [Test]
    public async Task ACoefficientWithoutARegularizerIsRefusedRatherThanIgnored()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("run").UseAvoiding(environments => environments.Count = 2).UseRectifiedFlow().UseLearnedNoise()
            .UseReinFlow(algorithm => algorithm.RegularizationCoefficient = 0.1f);
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Multiple(() =>
        {
            Assert.That(
                () => provider.GetRequiredKeyedService<IFineTuner>("run"),
                Throws.ArgumentException.With.Message.Contains("RegularizationCoefficient is 0.1"));
            Assert.That(
                () => RecipeCatalog.Load("hopper-medium-reinflow", "algorithm.regularizationCoefficient=0.1"),
                Throws.InstanceOf<RecipeException>().With.Message.Contains("regularizationCoefficient is 0.1"));
        });
    }

    [Test]
    public async Task CheckpointsOfARunCarryTheRangesOfThePolicyThatItStartedFrom()
    {
        using var folder = new TemporaryFolder();
        Recipe recipe = RecipeCatalog.Load(
            "avoiding-reinflow", "policy.network.head.hiddenLayers=[16,16,16]", "demonstrations.scriptedEpisodes=5", "pretraining.epochs=1");
        using var engine = new CpuEngine();
        using var pretraining = new PretrainingRun(recipe, engine, RunFolder.Create(Path.Combine(folder.Path, "pretrain"), recipe, "pretrain"));
        await pretraining.RunAsync();
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("run")
            .UseAvoiding(environments => environments.Count = 2)
            .UseRectifiedFlow(policy => policy.Network.Head.HiddenLayers = [16, 16, 16])
            .UseLearnedNoise()
            .UseReinFlow(Tiny)
            .StartFrom(pretraining.Checkpoint!)
            .KeepCheckpoints(Path.Combine(folder.Path, "kept"));
        await using ServiceProvider provider = services.BuildServiceProvider();

        await provider.GetRequiredKeyedService<IFineTuner>("run").FineTuneAsync();

        Normalization kept = PolicyFile.Load(Path.Combine(folder.Path, "kept", "last")).Normalization!;
        Assert.That(kept.ObservationMaximum, Is.EqualTo(pretraining.Normalization.ObservationMaximum));
    }

    private static void Tiny(ReinFlow.Algorithms.ReinFlowOptions options)
    {
        options.Iterations = 2;
        options.Decisions = 8;
        options.PassesPerEpoch = 1;
        options.MinibatchSize = 16;
        options.EvaluationEpisodes = 4;
        options.EvaluationDecisions = 50;
    }

    /// <summary>A point that is paid for being near the origin, written as an application would write it.</summary>
    private sealed class Reach : IEnvironment
    {
        private float _position;

        public EnvironmentSpec Spec { get; } = new("Reach", 1, 1, 20, "within 0.1 of the origin");

        public void Reset(RandomSource random, ObservationBuffer observation)
        {
            _position = (2f * random.NextSingle()) - 1f;
            observation.State[0] = _position;
        }

        public StepResult Step(ReadOnlySpan<float> action, ObservationBuffer observation)
        {
            _position += 0.1f * action[0];
            observation.State[0] = _position;
            return new StepResult(-MathF.Abs(_position), false, false, MathF.Abs(_position) < 0.1f);
        }

        public void Dispose()
        {
        }
    }

    private sealed class SynchronousProgress(Action<FineTuningProgress> report) : IProgress<FineTuningProgress>
    {
        public void Report(FineTuningProgress value) => report(value);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("reinflow").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
