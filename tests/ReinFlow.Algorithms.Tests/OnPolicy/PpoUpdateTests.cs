using ReinFlow.FineTuning;

namespace ReinFlow.Algorithms.Tests;

public sealed class PpoUpdateTests
{
    [Test]
    public void MergedCopiesGiveTheSameUpdateAsCopiesComputedOneByOne()
    {
        // The penalty of weight ~0 keeps copies apart; beside rounding it changes nothing.
        (float[] merged, MinibatchStatistics mergedStatistics) = Update(0f);
        (float[] separate, MinibatchStatistics separateStatistics) = Update(1e-30f);

        Assert.That(merged, Is.EqualTo(separate).Within(2e-6));
        Assert.That(mergedStatistics.PolicyLoss, Is.EqualTo(separateStatistics.PolicyLoss).Within(1e-6));
        Assert.That(mergedStatistics.ValueLoss, Is.EqualTo(separateStatistics.ValueLoss).Within(1e-6));
        Assert.That(mergedStatistics.NoiseDeviation, Is.EqualTo(separateStatistics.NoiseDeviation).Within(1e-6));
    }

    [Test]
    public void WarmUpOfTheCriticLeavesThePolicyAlone()
    {
        using var run = new OfficialFineTuning("03a_finetuned_reflow");
        float[] policy = run.PolicyParameters.Values.ToArray();
        float[] critic = run.CriticParameters.Values.ToArray();

        Run(run, run.Options with { MinibatchSize = 40 }, trainsPolicy: false);

        Assert.That(run.PolicyParameters.Values.ToArray(), Is.EqualTo(policy));
        Assert.That(run.CriticParameters.Values.ToArray(), Is.Not.EqualTo(critic));
    }

    [Test]
    public void AccumulatedMinibatchesStepOnceAndWhatIsLeftStepsAtTheEnd()
    {
        using var run = new OfficialFineTuning("03a_finetuned_reflow");
        long before = run.Optimizers.Policy.StepCount;

        ReinFlowOptions options = run.Options with { MinibatchSize = 8, GradientAccumulation = 3, Epochs = 2, TargetKl = null };

        UpdateStatistics statistics = Run(run, options);

        Assert.That(statistics.Minibatches, Is.EqualTo(10));
        Assert.That(run.Optimizers.Policy.StepCount - before, Is.EqualTo(4), "Two steps for five minibatches, in each of two epochs");
    }

    [Test]
    public void ThePermutationOfAnEpochIsDrawnAnewFromTheIterationsStream()
    {
        using var first = new OfficialFineTuning("03a_finetuned_reflow");
        using var second = new OfficialFineTuning("03a_finetuned_reflow");
        ReinFlowOptions options = first.Options with { MinibatchSize = 8, Epochs = 2, TargetKl = null };

        Run(first, options);
        Run(second, options, seed: 1);

        Assert.That(second.PolicyParameters.Values.ToArray(), Is.Not.EqualTo(first.PolicyParameters.Values.ToArray()));
    }

    private static (float[] Parameters, MinibatchStatistics Statistics) Update(float penalty)
    {
        using var run = new OfficialFineTuning(
            "03a_finetuned_reflow", run => new SharedStartRegularizer(run.Flow, run.Flow, run.Steps), passesPerEpoch: 4);
        ReinFlowOptions options = run.Options with { MinibatchSize = 60, RegularizationCoefficient = penalty, Epochs = 2, TargetKl = null };
        var update = new PpoUpdate(run.Model, new PpoChainObjective(options), options, run.Rollout, run.Optimizers, null);
        update.Run(new UpdateRequest(0, true, run.Rates, new RandomSource(0)));
        Assert.That(update.Minibatches, Has.Count.EqualTo(6));
        return (run.PolicyParameters.Values.ToArray(), update.Minibatches[^1]);
    }

    private static UpdateStatistics Run(OfficialFineTuning run, ReinFlowOptions options, bool trainsPolicy = true, ulong seed = 0) =>
        new PpoUpdate(run.Model, new PpoChainObjective(options), options, run.Rollout, run.Optimizers, null)
            .Run(new UpdateRequest(0, trainsPolicy, run.Rates, new RandomSource(seed)));
}
