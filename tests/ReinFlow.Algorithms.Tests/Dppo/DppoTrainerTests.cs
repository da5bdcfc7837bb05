using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

public sealed class DppoTrainerTests
{
    [Test]
    public async Task TheSameTrainerImprovesADiffusionPolicy([Values] DiffusionSampling sampling)
    {
        using var run = new DiffusionRun(sampling);
        using OnPolicyTrainer trainer = run.CreateTrainer(run.Options with { Iterations = 60, Decisions = 24, Epochs = 10, ClipRange = 0.2f, NoisiestClipRange = 0.2f });

        FineTuningReport report = await trainer.FineTuneAsync();

        Assert.That(report.Last!.MeanReturn, Is.GreaterThan(0.6 * report.First!.MeanReturn), "Returns are minus distances");
    }

    [Test]
    public async Task TheNumberOfThreadsDoesNotChangeABit()
    {
        Assert.That(await TrainAsync(threads: 3), Is.EqualTo(await TrainAsync(threads: 1)));

        static async Task<float[]> TrainAsync(int threads)
        {
            using var run = new DiffusionRun(DiffusionSampling.Ddpm, threads: threads);
            using OnPolicyTrainer trainer = run.CreateTrainer(run.Options);
            await trainer.FineTuneAsync();
            return run.PolicyParameters.Values.ToArray();
        }
    }

    [Test]
    public async Task FineTuningLeavesTheFrozenStepsAlone()
    {
        using var run = new DiffusionRun(DiffusionSampling.Ddpm);
        ILookup<bool, float[]> before = ByTrainable(run.PolicyParameters);
        using OnPolicyTrainer trainer = run.CreateTrainer(run.Options);

        await trainer.FineTuneAsync();

        ILookup<bool, float[]> after = ByTrainable(run.PolicyParameters);
        Assert.That(after[false], Is.EqualTo(before[false]));
        Assert.That(after[true].Zip(before[true]).All(pair => !pair.First.SequenceEqual(pair.Second)), Is.True, "Every trained tensor moved");
    }

    [Test]
    public void TheFirstMinibatchHasRatioOneAndNoKl([Values] DiffusionSampling sampling)
    {
        using var run = new DiffusionRun(sampling);
        MinibatchStatistics statistics = run.FirstMinibatch();

        Assert.That(statistics.RatioDistance, Is.LessThan(1e-6));
        Assert.That(statistics.ApproximateKl, Is.EqualTo(0).Within(1e-9));
        Assert.That(statistics.ClipFraction, Is.Zero);
    }

    private static ILookup<bool, float[]> ByTrainable(ParameterStore store) => store.Export(store.Values)
        .Zip(store.Entries)
        .ToLookup(pair => pair.Second.IsTrainable, pair => pair.First.Values);
}
