using Microsoft.Extensions.DependencyInjection;
using ReinFlow.Environments;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;
using ReinFlow.Tests.Support;

namespace ReinFlow.Tests.Inference;

public sealed class PolicyRunnerTests
{
    private const int Features = 4;
    private const int Components = 2;

    private readonly TemporaryFolder _folder = new();
    private string _imitated = string.Empty;

    [OneTimeSetUp]
    public async Task ImitateOnce()
    {
        Recipe recipe = RecipeCatalog.Load(
            "avoiding-reinflow", [.. SmallRuns.Recipe, "policy.observationHistory=2", "policy.horizon=4", "policy.executedSteps=3"]);
        using var engine = new CpuEngine(new CpuEngineOptions { Threads = 1 });
        using var run = new PretrainingRun(recipe, engine, RunFolder.Create(_folder["imitated"], recipe, "pretrain"));
        await run.RunAsync();
        _imitated = run.Checkpoint!;
    }

    [OneTimeTearDown]
    public void RemoveFiles() => _folder.Dispose();

    [Test]
    public void ChunksArePlannedFromTheHistoryWhenTheyAreUsedUp()
    {
        using PolicyRunner runner = PolicyRunner.Load(_imitated);
        using IPolicySession session = runner.StartSession(seed: 5);
        float[][] observations = [.. Enumerable.Range(0, 8).Select(Observation)];

        float[][] actions = Act(session, observations);

        // The same by the sampler that takes given noise, in the ranges of the demonstrations.
        var file = PolicyFile.Load(_imitated);
        using var engine = new CpuEngine(new CpuEngineOptions { Threads = 1 });
        using var sampling = new SamplingRun(file.Recipe!.Policy, engine, file, Features, Components, new EulerSamplerOptions { DenoisingSteps = 4 });
        RandomSource noise = new RandomSource(5).Split("session").Split(0);
        for (int tick = 0; tick < observations.Length; tick++)
        {
            int planned = tick - (tick % 3);
            float[] x0 = new float[4 * Components];
            noise.Split(planned / 3).FillGaussian(x0);
            float[] state = [.. Normalized(observations[Math.Max(0, planned - 1)]), .. Normalized(observations[planned])];
            float[] expected = new float[Components];
            file.Normalization!.DenormalizeAction(
                sampling.SampleChain(state, x0).AsSpan((4 * 4 * Components) + (tick % 3 * Components), Components), expected);
            Assert.That(actions[tick], Is.EqualTo(expected), $"Tick {tick}");
        }

        float[] Normalized(float[] raw)
        {
            float[] normalized = new float[Features];
            file.Normalization!.NormalizeObservation(raw, normalized);
            return normalized;
        }
    }

    [Test]
    public void RobotsOnManyThreadsActAsTheyDoAlone()
    {
        using PolicyRunner runner = PolicyRunner.Load(_imitated);
        float[][] observations = [.. Enumerable.Range(0, 30).Select(Observation)];
        float[][][] alone = [.. Enumerable.Range(0, 16).Select(Play)];
        float[][][] together = new float[16][][];

        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 8 }, robot => together[robot] = Play(robot));

        Assert.Multiple(() =>
        {
            Assert.That(together, Is.EqualTo(alone));
            Assert.That(alone[0], Is.Not.EqualTo(alone[1]), "Robots have noise of their own");
        });

        float[][] Play(int robot)
        {
            using IPolicySession session = runner.StartSession((ulong)robot);
            return Act(session, observations);
        }
    }

    [Test]
    public void ASessionBeginsAnewWithAnEpisodeAndRepeatsItselfWithItsSeed()
    {
        using PolicyRunner runner = PolicyRunner.Load(_imitated, new PolicyRunnerOptions { Seed = 9 });
        float[][] observations = [.. Enumerable.Range(0, 5).Select(Observation)];
        using IPolicySession session = runner.StartSession();
        float[][] first = Act(session, observations);
        session.Reset();
        float[][] second = Act(session, observations);
        session.Dispose();
        using IPolicySession again = runner.StartSession(9);

        Assert.Multiple(() =>
        {
            Assert.That(second, Is.Not.EqualTo(first), "Another episode has other noise");
            Assert.That(Act(again, observations), Is.EqualTo(first), "Memory of the pool is as good as new");
        });
        again.Reset();
        Assert.That(Act(again, observations), Is.EqualTo(second));
    }

    [TestCase(PolicyKind.RectifiedFlow, SampleMode.Deterministic)]
    [TestCase(PolicyKind.RectifiedFlow, SampleMode.Stochastic)]
    [TestCase(PolicyKind.Shortcut, SampleMode.Deterministic)]
    [TestCase(PolicyKind.Diffusion, SampleMode.Deterministic)]
    [TestCase(PolicyKind.Diffusion, SampleMode.Stochastic)]
    [TestCase(PolicyKind.Gaussian, SampleMode.Deterministic)]
    [TestCase(PolicyKind.SquashedGaussian, SampleMode.Deterministic)]
    [TestCase(PolicyKind.SquashedGaussian, SampleMode.Stochastic)]
    [TestCase(PolicyKind.OneStepFlow, SampleMode.Deterministic)]
    public async Task EveryKindOfPolicyComposedOfPartsActsFromItsCheckpointWithoutAllocating(PolicyKind kind, SampleMode mode)
    {
        string kept = _folder[$"{kind}-{mode}"];
        var services = new ServiceCollection();
        Compose(services.AddReinFlow().AddFineTuning("run").UseAvoiding(environments => environments.Count = 2).KeepCheckpoints(kept), kind);
        services.AddKeyedSingleton("run", ObservationScale.Measure(new Avoiding(), new RandomSource(1)));
        await SmallRuns.Run(services);

        using PolicyRunner runner = PolicyRunner.Load(Path.Combine(kept, "last"), new PolicyRunnerOptions { Mode = mode });
        using IPolicySession session = runner.StartSession();
        float[] observation = Observation(1);
        float[] action = new float[runner.ActionChunk.ActionDimension];
        long[] allocated = [.. Enumerable.Range(0, 6).Select(_ => Repeat(100))];

        Assert.Multiple(() =>
        {
            Assert.That(allocated[1..].Min(), Is.Zero, "What a call allocates, it allocates every time");
            Assert.That(PolicyFile.Load(Path.Combine(kept, "last")).Normalization, Is.Not.Null);
            Assert.That(action, Is.All.InRange(-Avoiding.StepLimit * 1.01f, Avoiding.StepLimit * 1.01f));
            Assert.That(runner.ObservationDimension, Is.EqualTo(Features));
        });

        long Repeat(int times)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < times; i++)
            {
                session.Act(observation, action);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Test]
    public async Task APolicyOfARunWithoutRangesTakesItsSizesFromTheEnvironment()
    {
        var services = new ServiceCollection();
        SmallRuns.Add(services).KeepCheckpoints(_folder["raw"]);
        await SmallRuns.Run(services);

        using PolicyRunner runner = PolicyRunner.Load(Path.Combine(_folder["raw"], "last"));

        Assert.That((runner.ObservationDimension, runner.ActionChunk.ActionDimension), Is.EqualTo((Features, Components)));
    }

    [Test]
    public void ServicesGiveAPolicyByItsName()
    {
        var services = new ServiceCollection();
        services.AddPolicyRunner("hopper", _imitated, options => options.Seed = 3);
        using ServiceProvider provider = services.BuildServiceProvider();

        IPolicyRunner runner = provider.GetRequiredKeyedService<IPolicyRunner>("hopper");
        using PolicyRunner plain = PolicyRunner.Load(_imitated);
        using IPolicySession session = runner.StartSession();
        using IPolicySession other = plain.StartSession(3);

        Assert.Multiple(() =>
        {
            Assert.That(provider.GetRequiredKeyedService<IPolicyRunner>("hopper"), Is.SameAs(runner));
            Assert.That(Act(session, [Observation(0)]), Is.EqualTo(Act(other, [Observation(0)])));
        });
    }

    [Test]
    public void WhatTheSensorsGetWrongIsNamedAndDoesNotCount()
    {
        using PolicyRunner runner = PolicyRunner.Load(_imitated);
        using IPolicySession session = runner.StartSession();
        using IPolicySession spared = runner.StartSession();
        Assert.Multiple(() =>
        {
            Assert.That(() => session.Act([0, 0, float.NaN, 0], new float[2]), Throws.ArgumentException.With.Message.Contains("Feature 2 of the observation is NaN"));
            Assert.That(() => session.Act(new float[3], new float[2]), Throws.ArgumentException.With.Message.Contains("sees 4 features").And.Message.Contains("got 3"));
            Assert.That(() => session.Act(new float[4], new float[1]), Throws.ArgumentException.With.Message.Contains("by 2 components"));
            Assert.That(Act(session, [Observation(0)]), Is.EqualTo(Act(spared, [Observation(0)])));
        });
    }

    [Test]
    public void WhatCannotBeLoadedIsRefusedWithTheCure()
    {
        string bare = _folder["bare.safetensors"];
        File.Copy(PolicyFile.FileOf(_imitated), bare, overwrite: true);
        var foreign = new PolicyRunnerOptions { Recipe = RecipeCatalog.Load("avoiding-reinflow", "environment.name=Mine") };
        Assert.Multiple(() =>
        {
            Assert.That(() => PolicyRunner.Load(bare), Throws.InstanceOf<RecipeException>().With.Message.Contains("PolicyRunnerOptions.Recipe"));
            Assert.That(() => PolicyRunner.Load(bare, foreign), Throws.InstanceOf<RecipeException>().With.Message.Contains("Set ObservationDimension and ActionDimension"));
            Assert.That(() => PolicyRunner.Load(_folder["nothing"]), Throws.InstanceOf<FileNotFoundException>());
            Assert.That(
                () => PolicyRunner.Load(_imitated, new PolicyRunnerOptions { Mode = SampleMode.Stochastic }),
                Throws.InstanceOf<RecipeException>().With.Message.Contains("no noise to inject"));
            Assert.That(
                () => PolicyRunner.Load(_imitated, new PolicyRunnerOptions { ActionDimension = 0 }),
                Throws.ArgumentException.With.Message.Contains("ActionDimension (0) must be at least 1"));
        });
    }

    [Test]
    public void ASessionThatIsOverDoesNotAct()
    {
        using PolicyRunner runner = PolicyRunner.Load(_imitated);
        IPolicySession session = runner.StartSession();
        session.Dispose();
        session.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(() => session.Act(new float[4], new float[2]), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(session.Reset, Throws.InstanceOf<ObjectDisposedException>());
        });
    }

    private static void Compose(IFineTuningBuilder run, PolicyKind kind)
    {
        switch (kind)
        {
            case PolicyKind.RectifiedFlow:
                run.UseRectifiedFlow(policy => policy.Network.Head.HiddenLayers = [16, 16, 16]).UseLearnedNoise().UseReinFlow(Tiny);
                break;
            case PolicyKind.Shortcut:
                run.UseShortcut(policy => policy.Chain.DenoisingSteps = 2).UseLearnedNoise().UseReinFlow(Tiny);
                break;
            case PolicyKind.Diffusion:
                run.UseDiffusion(policy => (policy.Chain.NoiseLevels, policy.Chain.FineTunedSteps) = (5, 2)).UseDppo(Tiny);
                break;
            case PolicyKind.Gaussian:
                run.UseGaussian(policy => policy.Head.Network.HiddenLayers = [16, 16, 16]).UseReinFlow(Tiny);
                break;
            case PolicyKind.SquashedGaussian:
                run.UseSquashedGaussian(policy => policy.Head.Network.HiddenLayers = [16, 16])
                    .UseSac(options => (options.WarmupDecisions, options.Decisions, options.IterationLength, options.BatchSize, options.EvaluationEvery) = (20, 40, 20, 16, 0));
                break;
            default:
                run.UseOneStepFlow(policy => (policy.Flow.Head.HiddenLayers, policy.OneStep.HiddenLayers) = ([16, 16], [16, 16]))
                    .UseFql(options => (options.Decisions, options.IterationLength, options.BatchSize, options.EvaluationEvery) = (40, 20, 16, 0));
                break;
        }

        static void Tiny(Algorithms.OnPolicyOptions options) =>
            (options.Iterations, options.Decisions, options.PassesPerEpoch, options.MinibatchSize, options.EvaluationEvery) = (1, 8, 1, 16, 0);
    }

    private static float[][] Act(IPolicySession session, float[][] observations) =>
    [
        .. observations.Select(observation =>
        {
            float[] action = new float[Components];
            session.Act(observation, action);
            return action;
        }),
    ];

    private static float[] Observation(int tick) => [0.5f + (0.01f * tick), -0.3f, 0.5f, -0.3f + (0.02f * tick)];
}
