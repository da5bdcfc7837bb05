using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

public sealed class FqlUpdateTests
{
    [Test]
    public void TheDefaultsAreThoseOfTheAuthorsAndOfThePort()
    {
        var authors = new FqlOptions();
        FqlOptions port = FqlOptions.OfPort();
        Assert.Multiple(() =>
        {
            Assert.That((authors.DistillationCoefficient, authors.NormalizeValues, authors.TargetRate), Is.EqualTo((10.0, false, 0.005)));
            Assert.That((authors.CriticLoss, authors.TargetReduction, authors.UpdateOrder), Is.EqualTo((CriticLossScale.Mean, ValueReduction.Mean, FqlUpdateOrder.Joint)));
            Assert.That((authors.PolicyLearningRate, authors.CriticLearningRate, authors.BatchSize, authors.Discount), Is.EqualTo((3e-4, 3e-4, 256, 0.99)));
            Assert.That((authors.WarmupDecisions, authors.RandomWarmup), Is.EqualTo((0, false)));
            Assert.That((port.DistillationCoefficient, port.NormalizeValues, port.TargetRate), Is.EqualTo((3.0, true, 0.005)));
            Assert.That((port.CriticLoss, port.TargetReduction, port.UpdateOrder), Is.EqualTo((CriticLossScale.Sum, ValueReduction.Mean, FqlUpdateOrder.Sequential)));
            Assert.That((port.PolicyLearningRate, port.CriticLearningRate, port.BatchSize, port.Discount), Is.EqualTo((1e-4, 3e-4, 256, 0.99)));
        });
    }

    [TestCase(-50f, 1.0)]
    [TestCase(50f, -1.0)]
    public void TheNormalizedValueTermOfOneSignIsOne(float bias, double expected)
    {
        using var fql = new SmallFql(new FqlOptions { NormalizeValues = true });
        SmallFql.Fill(fql.Model.Critic, "Q1.moduleList.2.linear_1.bias", bias);
        SmallFql.Fill(fql.Model.Critic, "Q2.moduleList.2.linear_1.bias", bias);
        fql.Update.Differentiate(fql.Batch);
        Assert.That(fql.Update.Losses.Value, Is.EqualTo(expected).Within(1e-6));
    }

    [TestCase(ValueReduction.Mean)]
    [TestCase(ValueReduction.Minimum)]
    public void TargetsComeFromTheTargetCriticAndEndWithTheTask(ValueReduction reduction)
    {
        using var fql = new SmallFql(new FqlOptions { TargetReduction = reduction });
        SmallFql.Fill(fql.Model.Critic, "Q1.moduleList.2.linear_1.bias", 1e6f);
        fql.Update.Differentiate(fql.Batch);
        using TensorScope scope = fql.Engine.OpenScope();
        var rows = new MicroBatch(0, 0, SmallFql.BatchSize);
        Observation next = fql.Batch.NextObservation(fql.Engine, rows);
        Tensor noise = fql.Engine.FromValues(fql.Update.Draws.Next, [SmallFql.BatchSize, 2]);
        float[] members = fql.Model.TargetCritic.Values(next, fql.Model.Parts.Policy.Map(next, noise).Clamp(-1, 1)).ToArray();
        float[] expected = new float[SmallFql.BatchSize];
        for (int i = 0; i < expected.Length; i++)
        {
            (float first, float second) = (members[i], members[i + expected.Length]);
            float value = reduction == ValueReduction.Mean ? (first + second) / 2 : Math.Min(first, second);
            expected[i] = fql.Batch.Rewards[i] + (fql.Batch.Discounts[i] * value);
        }

        Assert.That(fql.Update.Targets.Values, Is.EqualTo(expected).Within(1e-5));
        Assert.That(fql.Update.Targets.Values[..10], Is.EqualTo(fql.Batch.Rewards[..10]), "nothing follows where the task ended");
    }

    [TestCase(FqlUpdateOrder.Joint)]
    [TestCase(FqlUpdateOrder.Sequential)]
    public void TheTargetFollowsTheCriticThatTheOrderNames(FqlUpdateOrder order)
    {
        using var fql = new SmallFql(new FqlOptions { UpdateOrder = order, TargetRate = 0.25, CriticLearningRate = 0.01 });
        SmallFql.Fill(fql.Model.Critic, "Q1.moduleList.1.linear_1.weight", 0.05f);
        float[] target = fql.Model.Target.Parameters.Values.ToArray();
        float[] before = fql.Model.Critic.Values.ToArray();
        fql.Run(1);
        float[] source = order == FqlUpdateOrder.Joint ? before : fql.Model.Critic.Values.ToArray();
        float[] expected = [.. target.Zip(source, (old, current) => (0.75f * old) + (0.25f * current))];
        Assert.That(fql.Model.Target.Parameters.Values.ToArray(), Is.EqualTo(expected).Within(1e-6f));
        Assert.That(fql.Model.Critic.Values.ToArray(), Is.Not.EqualTo(before));
    }

    [TestCase("critic", false)]
    [TestCase("bc_flow", false)]
    [TestCase("actor", false)]
    [TestCase("actor", true)]
    public void GradientsAreWhatDifferencesOfTheLossesSay(string part, bool normalizes)
    {
        // The factor of normalised values is a constant of the gradient, so the differences are taken of plain values with that factor.
        using var fql = new SmallFql(new FqlOptions { NormalizeValues = normalizes, CriticLoss = CriticLossScale.Sum, DistillationCoefficient = 2.0 });
        ParameterStore store = part == "critic" ? fql.Model.Critic : fql.Model.Policies;
        ParameterEntry[] entries = [.. store.Entries.Where(entry => part == "critic" || entry.Name.StartsWith(part, StringComparison.Ordinal))];
        fql.Update.Differentiate(fql.Batch);
        FqlLosses losses = fql.Update.Losses;
        double factor = losses.Value / -losses.MeanValue;
        float[] gradient = store.Gradients.ToArray();
        float[] values = store.Values.ToArray();
        float[] direction = new float[values.Length];
        new RandomSource(11).FillGaussian(direction);
        double expected = entries.Sum(entry =>
            Enumerable.Range(entry.Offset, entry.Shape.ElementCount).Sum(i => (double)gradient[i] * direction[i]));
        double slope = (LossAt(1e-3f) - LossAt(-1e-3f)) / 2e-3;
        Assert.That(slope, Is.EqualTo(expected).Within(0.01 * Math.Abs(expected)));

        double LossAt(float distance)
        {
            float[] moved = [.. values];
            foreach (ParameterEntry entry in entries)
            {
                for (int i = entry.Offset; i < entry.Offset + entry.Shape.ElementCount; i++)
                {
                    moved[i] += distance * direction[i];
                }
            }

            store.Values.CopyFrom(moved);
            fql.Update.Differentiate(fql.Batch);
            return part switch
            {
                "critic" => losses.Critic,
                "bc_flow" => losses.Flow,
                _ => (2.0 * losses.Distillation) - (factor * losses.MeanValue),
            };
        }
    }

    [Test]
    public void ActionsBeyondTheirBoundsAreNotPulledByTheCritic()
    {
        using var fql = new SmallFql(new FqlOptions());
        SmallFql.Fill(fql.Model.Policies, "actor.net.4.bias", 9f);
        fql.Update.Differentiate(fql.Batch);
        Assert.That(fql.Update.Guide.Slopes, Is.All.Zero);
    }

    [Test]
    public void ActingStaysWithinTheBounds()
    {
        using var fql = new SmallFql(new FqlOptions());
        SmallFql.Fill(fql.Model.Policies, "actor.net.4.bias", 9f);
        using TensorScope scope = fql.Engine.OpenScope();
        Observation observation = fql.Batch.Observation(fql.Engine, new MicroBatch(0, 0, 3));
        Assert.That(fql.Algorithm.Explorer.Sample(observation, fql.Engine.Zeros([3, 1, 1, 2])).ToArray(), Is.All.EqualTo(1f));
    }

    [TestCase(FqlUpdateOrder.Joint)]
    [TestCase(FqlUpdateOrder.Sequential)]
    public void TheNumberOfThreadsChangesNoBit(FqlUpdateOrder order)
    {
        float[][] values = new float[3][];
        for (int threads = 1; threads <= 3; threads++)
        {
            using var fql = new SmallFql(new FqlOptions { UpdateOrder = order, NormalizeValues = true }, threads);
            fql.Run(4);
            values[threads - 1] = fql.Values();
        }

        Assert.That(values[1], Is.EqualTo(values[0]));
        Assert.That(values[2], Is.EqualTo(values[0]));
    }

    [TestCase(FqlUpdateOrder.Joint)]
    [TestCase(FqlUpdateOrder.Sequential)]
    public void UpdatesLeaveNoTensorsBehind(FqlUpdateOrder order)
    {
        using var fql = new SmallFql(new FqlOptions { UpdateOrder = order });
        fql.Run(1);
        long before = fql.Engine.LiveTensorCount;
        fql.Run(3);
        Assert.That(fql.Engine.LiveTensorCount, Is.EqualTo(before));
    }

    [TestCase(FqlUpdateOrder.Joint)]
    [TestCase(FqlUpdateOrder.Sequential)]
    public void AnUpdateAllocatesNothingOnceItIsWarm(FqlUpdateOrder order)
    {
        using var fql = new SmallFql(new FqlOptions { UpdateOrder = order, NormalizeValues = true }, threads: 1);
        var metrics = new UpdateMetrics(fql.Algorithm.MetricNames);
        var random = new RandomSource(7);
        for (int i = 0; i < 20; i++)
        {
            fql.Algorithm.Update(fql.Batch, new OffPolicyStep(i, true, random), metrics);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            fql.Algorithm.Update(fql.Batch, new OffPolicyStep(i, true, random), metrics);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [TestCase(FqlUpdateOrder.Joint)]
    [TestCase(FqlUpdateOrder.Sequential)]
    public void ALossThatIsNotFiniteLeavesTheParametersAndAdvisesWhatFqlHas(FqlUpdateOrder order)
    {
        using var fql = new SmallFql(new FqlOptions { UpdateOrder = order });
        float[] before = fql.Values();
        fql.Batch.Rewards[3] = float.NaN;

        Assert.That(
            () => fql.Run(1),
            Throws.InstanceOf<TrainingDivergedException>().With.Message.Contains("critic_loss").And.Message.Not.Contains("norm"));
        Assert.That(fql.Values(), Is.EqualTo(before));
    }

    [Test]
    public void ChunksThatAreNotExecutedAsAWholeAreRefused()
    {
        using var engine = new CpuEngine(new CpuEngineOptions { Threads = 1 });
        var chunk = new ActionChunkSpec(4, 2, 2);
        var flow = new RectifiedFlowPolicy(chunk, 2, new FlowNetworkOptions());
        var parts = new FqlParts(
            flow.Network,
            new FlowMatchingObjective(flow, new FlowMatchingOptions()),
            new EulerSampler(flow, new EulerSamplerOptions()),
            new OneStepPolicy(chunk, 2, new OneStepNetworkOptions()),
            new CriticEnsemble(2, 4, new CriticEnsembleOptions()));
        Assert.That(
            () => new FqlAlgorithm(engine, parts, new FqlOptions(), new RandomSource(1)),
            Throws.ArgumentException.With.Message.Contains("all 4 actions of a chunk must be executed"));
    }
}
