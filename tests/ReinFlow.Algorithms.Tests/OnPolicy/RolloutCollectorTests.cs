using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

public sealed class RolloutCollectorTests
{
    [Test]
    public void ARolloutHoldsWhatThePolicySawDidAndGot()
    {
        using var run = new SmallRun();
        RolloutBuffer rollout = Collect(run, decisions: 12, out long steps);
        RolloutShape shape = rollout.Shape;

        using TensorScope scope = run.Engine.OpenScope();
        Tensor state = run.Engine.FromValues(rollout.Observations, [shape.Samples, 1, 2]);
        Tensor chain = run.Engine.FromValues(rollout.Chains, [shape.Samples, 3, 2, 2]);
        float[] density = run.Setup.Model.Policy.Evaluate(chain, new Observation(state)).LogDensity.ToArray();
        float[] values = run.Setup.Model.Critic.Value(new Observation(state)).ToArray();

        Assert.That(rollout.LogDensities, Is.EqualTo(density).Within(1e-4));
        Assert.That(rollout.Values, Is.EqualTo(values).Within(1e-5));
        Assert.That(steps, Is.InRange(12 * 14, 12 * 14 * 2));
        for (int i = 0; i < shape.Samples; i++)
        {
            bool isFirst = i < 14 || rollout.Terminated[i - 14] || rollout.Truncated[i - 14];
            Assert.That(rollout.Firsts[i], Is.EqualTo(isFirst), "A decision is the first if the one before ended its episode");
        }
    }

    [Test]
    public void TruncatedDecisionsHaveTheValueOfTheirFinalObservation()
    {
        using var run = new SmallRun();
        RolloutBuffer rollout = Collect(run, decisions: 6, out _);

        using TensorScope scope = run.Engine.OpenScope();
        Tensor final = run.Engine.FromValues(rollout.FinalObservations, [rollout.Shape.Samples, 1, 2]);
        float[] values = run.Setup.Model.Critic.Value(new Observation(final)).ToArray();

        Assert.That(rollout.Truncated, Does.Contain(true));
        for (int i = 0; i < values.Length; i++)
        {
            Assert.That(rollout.FinalValues[i], Is.EqualTo(rollout.Truncated[i] ? values[i] : 0f).Within(1e-5));
        }
    }

    [Test]
    public void TheNumberOfThreadsDoesNotChangeABit()
    {
        using var one = new SmallRun(threads: 1);
        using var three = new SmallRun(threads: 3);

        RolloutBuffer expected = Collect(one, 5, out _);
        RolloutBuffer actual = Collect(three, 5, out _);

        Assert.That(actual.Chains, Is.EqualTo(expected.Chains));
        Assert.That(actual.LogDensities, Is.EqualTo(expected.LogDensities));
        Assert.That(actual.Values, Is.EqualTo(expected.Values));
    }

    [Test]
    public void DecisionsAllocateNothingOnTheManagedHeap()
    {
        using var run = new SmallRun(threads: 1);
        var shape = new RolloutShape(60, 14, 1, 2, 2, run.Setup.Model.Policy.ActionChunk);
        RolloutCollector collector = Collector(run, new RolloutBuffer(shape));
        var random = new RandomSource(3);
        collector.Reset(new RandomSource(2));
        collector.Collect(random);
        collector.Collect(random);

        long before = GC.GetAllocatedBytesForCurrentThread();
        collector.Collect(random);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(allocated, Is.Zero);
    }

    private static RolloutBuffer Collect(SmallRun run, int decisions, out long steps)
    {
        var rollout = new RolloutBuffer(new RolloutShape(decisions, 14, 1, 2, 2, run.Setup.Model.Policy.ActionChunk));
        RolloutCollector collector = Collector(run, rollout);
        collector.Reset(new RandomSource(2));
        steps = collector.Collect(new RandomSource(3));
        return rollout;
    }

    private static RolloutCollector Collector(SmallRun run, RolloutBuffer rollout) =>
        new(run.Engine, run.Setup.Model.Policy, run.Setup.Model.Critic, run.Environment, rollout);
}
