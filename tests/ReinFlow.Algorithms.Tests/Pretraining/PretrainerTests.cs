using System.Text.Json;
using ReinFlow.FineTuning;
using ReinFlow.Formats;
using ReinFlow.Golden;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

public sealed class PretrainerTests
{
    private static readonly ActionChunkSpec Chunk = new(2, 2, 2);

    [Test]
    public void OneStepHasTheOfficialLossGradientsParametersAndAverage()
    {
        using GoldenCase golden = GoldenCase.Open("04a_bc_reflow");
        using var engine = new CpuEngine();
        JsonElement optimizer = golden.HyperParameters.GetProperty("optimizer");
        var flow = new RectifiedFlowPolicy(
            new ActionChunkSpec(4, 4, 3),
            11,
            new FlowNetworkOptions { Head = new PerceptronOptions { HiddenLayers = [48, 48, 48], Activation = ActivationKind.ReLU } });
        using var store = new ParameterStore(engine, flow.Network, new RandomSource(0));
        PyTorchCheckpoint checkpoint = PyTorchCheckpoint.Load(Path.Combine(golden.Folder, "checkpoint.pt"));
        OfficialOptimizer.LoadParameters(checkpoint, "model", "network.", store);
        using var average = new ExponentialMovingAverage(store);
        OfficialOptimizer.LoadParameters(checkpoint, "ema", "network.", store, average.Values);
        using var adam = new AdamW(store, new AdamWOptions { WeightDecay = optimizer.GetProperty("weight_decay").GetDouble() });
        double rate = OfficialOptimizer.LoadMoments(checkpoint, "optimizer", "network.", store, adam);
        var objective = new FlowMatchingObjective(flow, new FlowMatchingOptions());
        objective.UseDraws(golden.Input("t"), golden.Input("x0"));
        var loss = new WindowLoss(new RecordedDraws(objective), new GoldenWindows(golden), store, 32);

        double value = loss.Differentiate([.. Enumerable.Range(0, 32)], new RandomSource(0));
        adam.Step(rate);
        average.Update(golden.HyperParameters.GetProperty("ema_decay").GetDouble());

        golden.AssertMatches("loss", (float)value);
        AssertMatches("grad/network.", store.Gradients);
        AssertMatches("parameter_after/network.", store.Values);
        AssertMatches("ema_after/network.", average.Values);

        void AssertMatches(string prefix, Tensor buffer)
        {
            foreach (NamedValues values in store.Export(buffer))
            {
                golden.AssertMatches(prefix + values.Name, values.Values);
            }
        }
    }

    [Test]
    public async Task ImitationLearnsAndTellsAboutIt()
    {
        using var run = new Run();
        var progress = new ProgressList<PretrainingProgress>();

        PretrainingProgress last = await run.Pretrainer.PretrainAsync(progress);

        Assert.That(progress.Reports.Select(item => item.Epoch), Is.EqualTo(Enumerable.Range(0, 16)));
        Assert.That(last.Loss, Is.LessThan(0.8 * progress.Reports[1].Loss));
        Assert.That(last.ValidationLoss, Is.LessThan(0.8 * progress.Reports[0].ValidationLoss!.Value));
        IEnumerable<PretrainingProgress> evaluations = progress.Reports.Where(item => item.Evaluation is not null);
        Assert.That(evaluations.Select(item => item.Epoch), Is.EqualTo(new[] { 0, 10, 15 }));
        Assert.That(last.Evaluation!.MeanReturn, Is.Not.NaN);
        Assert.That(progress.Reports[1].LearningRate, Is.EqualTo(1e-3), "The first epoch trains with the smallest learning rate");
    }

    [Test]
    public async Task TheSameSeedGivesTheSameBitsOnAnyNumberOfThreads()
    {
        using var one = new Run(threads: 1);
        using var three = new Run(threads: 3);

        await one.Pretrainer.PretrainAsync();
        await three.Pretrainer.PretrainAsync();

        Assert.That(three.Store.Values.ToArray(), Is.EqualTo(one.Store.Values.ToArray()));
        Assert.That(three.Pretrainer.Average.Values.ToArray(), Is.EqualTo(one.Pretrainer.Average.Values.ToArray()));
    }

    [Test]
    public async Task AnInterruptedRunGoesOnToTheBitsOfOneThatWasNot()
    {
        using var whole = new Run();
        await whole.Pretrainer.PretrainAsync();
        using var killed = new Run();
        using var cancellation = new CancellationTokenSource();
        string folder = Directory.CreateTempSubdirectory().FullName;
        string path = Path.Combine(folder, "last");
        var progress = new ProgressList<PretrainingProgress>(report =>
        {
            if (report.Epoch == 7)
            {
                PretrainingCheckpoint.Write(path, killed.Store, killed.Pretrainer);
                cancellation.Cancel();
            }
        });
        Assert.CatchAsync<OperationCanceledException>(() => killed.Pretrainer.PretrainAsync(progress, cancellation.Token));
        using var resumed = new Run();

        CheckpointReader.Open(path).Restore(resumed.Pretrainer, resumed.Store);
        await resumed.Pretrainer.PretrainAsync();

        Assert.That(resumed.Store.Values.ToArray(), Is.EqualTo(whole.Store.Values.ToArray()));
        Assert.That(resumed.Pretrainer.Average.Values.ToArray(), Is.EqualTo(whole.Pretrainer.Average.Values.ToArray()));
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void ALossThatIsNotFiniteStopsTheRun()
    {
        using var run = new Run();
        run.Store.Values.CopyFrom([.. run.Store.Values.ToArray().Select(_ => float.NaN)]);

        using Pretrainer pretrainer = run.CreateWithoutEvaluation();

        TrainingDivergedException error = Assert.ThrowsAsync<TrainingDivergedException>(() => pretrainer.PretrainAsync())!;

        Assert.That(error.Message, Does.StartWith("The imitation loss is NaN in minibatch 0 of epoch 1."));
    }

    [TestCase(0)]
    [TestCase(500)]
    public void AMinibatchSizeThatCannotWorkIsRefused(int size)
    {
        using var run = new Run();

        Assert.That(
            () => run.Create(new PretrainingOptions { MinibatchSize = size }),
            Throws.ArgumentException.With.Message.Contains("MinibatchSize"));
    }

    private sealed class Run : IDisposable
    {
        private readonly CpuEngine _engine;
        private readonly TargetEnvironment _environment = new(5, 2);
        private readonly PretrainingSetup _setup;
        private readonly PretrainingOptions _options = new()
        {
            Epochs = 15,
            MinibatchSize = 32,
            AverageStartEpoch = 3,
            AverageEvery = 2,
            AverageDecay = 0.9,
            EvaluationEvery = 10,
            EvaluationEpisodes = 5,
            LearningRate = new CosineWarmupSchedule { Maximum = 5e-3, Minimum = 1e-3, CycleSteps = 100, WarmupSteps = 1 },
        };

        public Run(int threads = 2)
        {
            _engine = new CpuEngine(new CpuEngineOptions { Threads = threads });
            var layers = new PerceptronOptions { HiddenLayers = [32, 32, 32], Activation = ActivationKind.ReLU };
            var flow = new RectifiedFlowPolicy(Chunk, 2, new FlowNetworkOptions { Head = layers });
            Store = new ParameterStore(_engine, flow.Network, new RandomSource(5));
            var evaluator = new Evaluator(_engine, new EulerSampler(flow, new EulerSamplerOptions()), _environment);
            var objective = new FlowMatchingObjective(flow, new FlowMatchingOptions());
            _setup = new PretrainingSetup(objective, Store, new RandomWindows(200, 1), new RandomWindows(70, 2), evaluator);
            Pretrainer = new Pretrainer(_setup, _options);
        }

        public ParameterStore Store { get; }

        public Pretrainer Pretrainer { get; }

        public Pretrainer Create(PretrainingOptions options) => new(_setup, options);

        public Pretrainer CreateWithoutEvaluation() =>
            new(_setup with { Evaluator = null, Validation = null }, _options);

        public void Dispose()
        {
            Pretrainer.Dispose();
            Store.Dispose();
            _environment.Dispose();
            _engine.Dispose();
        }
    }
}
