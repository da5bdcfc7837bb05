using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ReinFlow.Catalog;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Runs;
using ReinFlow.Tensors;
using ReinFlow.Tests.Support;

namespace ReinFlow.Tests.Composition;

/// <summary>Noise that the library has never seen enters a run as the library's own does; a run that lacks a part says which.</summary>
public sealed class OwnNoiseTests
{
    private static readonly ComponentDescriptor Nearness = new(ComponentKind.NoiseNet, "nearness", typeof(NearnessOptions), "Noise by position.");

    [Test]
    public async Task NoiseOfOnesOwnTrainsAFlowAndItsCheckpointActsByItsPathAlone()
    {
        using var folder = new TemporaryFolder();
        string path = folder["run"];
        var services = new ServiceCollection();
        Compose(services).UseNoise<NearnessOptions, NearnessOptionsValidator>(
            Nearness, noise => noise.Maximum = 0.3f, (policy, steps, options) => new NearnessNoise(policy.ActionChunk.Size, steps, options)).KeepRun(path);
        await using ServiceProvider provider = services.BuildServiceProvider();
        var reports = new List<FineTuningProgress>();

        await foreach (FineTuningProgress progress in provider.GetRequiredKeyedService<IFineTuner>("own").StreamAsync())
        {
            reports.Add(progress);
        }

        Assert.That(reports[^1].NoiseBounds, Is.EqualTo(new NoiseBounds(0.1f, 0.3f)));
        Assert.That(reports[^1].Update!.NoiseDeviation, Is.InRange(0.1, 0.3));
        Assert.That(RunFolder.Open(path).ReadRecipe().Environment.Count, Is.EqualTo(2), "The recipe tells what ran");
        using PolicyRunner runner = PolicyRunner.Load(path);
        using IPolicySession robot = runner.StartSession();
        float[] action = new float[2];
        robot.Act(new float[runner.ObservationDimension], action);
        Assert.That(action, Has.None.NaN);
    }

    [Test]
    public async Task NoiseOfTheWrongShapeIsNamed()
    {
        var services = new ServiceCollection();
        Compose(services).UseNoise<NearnessOptions, NearnessOptionsValidator>(
            Nearness, null, (policy, steps, options) => new NearnessNoise(policy.ActionChunk.Size + 1, steps, options));
        await using ServiceProvider provider = services.BuildServiceProvider();

        Assert.That(
            () => provider.GetRequiredKeyedService<IFineTuner>("own").FineTuneAsync(),
            Throws.ArgumentException.With.Message.Contains("Expected shape [").And.Message.Contains("standard deviations of the noise net"));
    }

    [Test]
    public async Task ThePolicyOfAnEnvironmentOfOnesOwnActsByThePathOfItsCheckpointAlone()
    {
        using var folder = new TemporaryFolder();
        var services = new ServiceCollection();
        Compose(services.AddReinFlow().AddFineTuning("own").UseEnvironment("Renamed", _ => new Renamed(), environments => environments.Count = 2))
            .UseLearnedNoise().KeepCheckpoints(folder["kept"]);
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredKeyedService<IFineTuner>("own").FineTuneAsync();

        using PolicyRunner runner = PolicyRunner.Load(folder["kept/last"]);

        using var avoiding = new Avoiding();
        Assert.That((runner.ObservationDimension, runner.ActionChunk.ActionDimension), Is.EqualTo((avoiding.Spec.ObservationDimension, avoiding.Spec.ActionDimension)));
    }

    [Test]
    public void AFlowWithoutNoiseIsRefusedWithWhatToAddAndLeavesNoFolder()
    {
        using var folder = new TemporaryFolder();
        string path = folder["run"];
        var services = new ServiceCollection();
        Compose(services).KeepRun(path);
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.That(
            () => provider.GetRequiredKeyedService<IFineTuner>("own"),
            Throws.InvalidOperationException.With.Message.Contains("'own' has no IChainPolicy").And.Message.Contains("UseLearnedNoise"));
        Assert.That(Directory.Exists(path), Is.False);
    }

    [TestCase(false, "'own' has no IVectorEnvironmentFactory. Add UseEnvironment")]
    [TestCase(true, "'own' has no IFlowPolicy")]
    public void ARunThatLacksAPartNamesIt(bool hasEnvironment, string message)
    {
        var services = new ServiceCollection();
        IFineTuningBuilder run = services.AddReinFlow().AddFineTuning("own").UseLearnedNoise().UseReinFlow();
        _ = hasEnvironment ? run.UseAvoiding() : run;
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.That(() => provider.GetRequiredKeyedService<IFineTuner>("own"), Throws.InvalidOperationException.With.Message.Contains(message));
    }

    private static IFineTuningBuilder Compose(ServiceCollection services) =>
        Compose(services.AddReinFlow().AddFineTuning("own").UseAvoiding(environments => environments.Count = 2));

    private static IFineTuningBuilder Compose(IFineTuningBuilder run) => run
        .UseRectifiedFlow(policy => policy.Network.Head.HiddenLayers = [16, 16, 16])
        .UseReinFlow(options =>
        {
            (options.Iterations, options.Decisions, options.PassesPerEpoch, options.MinibatchSize) = (2, 8, 1, 16);
            (options.EvaluationEpisodes, options.EvaluationDecisions) = (2, 20);
        });

    /// <summary>Avoiding under a name that the library does not know.</summary>
    private sealed class Renamed : IEnvironment
    {
        private readonly Avoiding _inner = new();

        public EnvironmentSpec Spec => _inner.Spec with { Name = "Renamed" };

        public void Reset(RandomSource random, ObservationBuffer observation) => _inner.Reset(random, observation);

        public StepResult Step(ReadOnlySpan<float> action, ObservationBuffer observation) => _inner.Step(action, observation);

        public void Dispose() => _inner.Dispose();
    }

    private sealed record NearnessOptions
    {
        public float Maximum { get; set; } = 0.4f;
    }

    private sealed class NearnessOptionsValidator : IValidateOptions<NearnessOptions>
    {
        public ValidateOptionsResult Validate(string? name, NearnessOptions options) =>
            options.Maximum > 0.1f ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail("Maximum must exceed 0.1.");
    }

    /// <summary>Shrinks with the first component of the state; it has no parameters.</summary>
    private sealed class NearnessNoise(int size, int denoisingSteps, NearnessOptions options) : INoiseNet
    {
        public Module Network { get; } = new ModuleGroup();

        public NoiseBounds Bounds { get; set; } = new(0.1f, options.Maximum);

        public void BeginIteration(int iteration, int iterations)
        {
        }

        public Tensor StandardDeviation(ReadOnlySpan<DenoisingStep> steps, Tensor stepEmbedding, Condition condition)
        {
            Assert.That(steps.Length, Is.LessThanOrEqualTo(denoisingSteps));
            Tensor place = condition.Embedding.Slice(1, 0, 1);
            Tensor deviation = ((place.Square() * -1f).Exp() * (Bounds.Maximum - Bounds.Minimum)) + Bounds.Minimum;
            (int batch, int count) = (place.Shape[0], steps.Length);
            return (deviation.Reshape([batch, 1, 1]) + place.Engine.Zeros([batch, count, size])).Reshape([batch * count, size]);
        }
    }
}
