using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

public sealed class SoftActorCriticTests
{
    [Test]
    public void TheDefaultsAreThoseOfThePapers()
    {
        var sac = new SacOptions();
        var rlpd = new RlpdOptions();
        Assert.Multiple(() =>
        {
            Assert.That((sac.Decisions, sac.WarmupDecisions, sac.BatchSize, sac.Discount), Is.EqualTo((1_000_000, 5_000, 256, 0.99)));
            Assert.That((sac.ActorLearningRate, sac.CriticLearningRate, sac.TemperatureLearningRate), Is.EqualTo((3e-4, 1e-3, 1e-3)));
            Assert.That((sac.TargetRate, sac.TargetEntropyPerComponent, sac.InitialTemperature), Is.EqualTo((0.005, -1.0, 1.0)));
            Assert.That((sac.TargetMembers, sac.ActorReduction, sac.UpdatesPerRound), Is.EqualTo((0, ValueReduction.Minimum, 1)));
            Assert.That((rlpd.TargetMembers, rlpd.ActorReduction, rlpd.UpdatesPerRound), Is.EqualTo((2, ValueReduction.Mean, 20)));
            Assert.That((rlpd.CriticLearningRate, rlpd.ActorOncePerRound), Is.EqualTo((3e-4, true)));
        });
    }

    [TestCase(true, TestName = "AtZeroLearningRatesTheTargetOfTheCriticsIsTheOneOfThePaper")]
    [TestCase(false, TestName = "WithoutBackedUpEntropyTheTargetIsTheMinimumAlone")]
    public void TheTargetOfTheCritics(bool backupEntropy)
    {
        // One transition repeated: the target is reward + discount (min Q(s', a') − temperature log p(a')), averaged over the drawn a'.
        using var run = new SmallOffPolicyRun(threads: 1, options: Still(SmallOffPolicyRun.Sac() with { BackupEntropy = backupEntropy }));

        double loss = CriticLoss(run, new RandomSource(6), out float[] noise);

        double expected = LossTowards(run, noise, backupEntropy ? 0.3 : 0.0, 0, 1);
        Assert.That(loss, Is.EqualTo(expected).Within(1e-5 * expected));
    }

    [Test]
    public void TheTargetOfRlpdIsTheMinimumOfTwoMembersThatEveryUpdateDrawsAnew()
    {
        RlpdOptions options = new RlpdOptions { ActorLearningRate = 0, CriticLearningRate = 0, TemperatureLearningRate = 0, InitialTemperature = 0.3 };
        using var run = new SmallOffPolicyRun(threads: 1, options: options, members: 3);
        (int, int)[] pairs = [(0, 1), (0, 2), (1, 2)];
        var drawn = new HashSet<(int, int)>();
        for (ulong seed = 0; seed < 20; seed++)
        {
            double loss = CriticLoss(run, new RandomSource(seed), out float[] noise, permutation: 3);
            drawn.Add(pairs.Single(pair => Math.Abs(loss - LossTowards(run, noise, 0.3, pair.Item1, pair.Item2)) < 1e-5 * loss));
        }

        Assert.That(drawn, Is.EquivalentTo(pairs));
    }

    [TestCase(ValueReduction.Mean)]
    [TestCase(ValueReduction.Minimum)]
    public void TheActorLossReducesTheCriticsAsItIsTold(ValueReduction reduction)
    {
        using var run = new SmallOffPolicyRun(threads: 1, options: Still(SmallOffPolicyRun.Sac() with { ActorReduction = reduction }));
        var metrics = new UpdateMetrics(run.Algorithm.MetricNames);
        TransitionBatch batch = RandomBatch(3);
        var random = new RandomSource(5);

        run.Algorithm.Update(batch, new OffPolicyStep(0, true, random), metrics);

        float[] noise = new float[128];
        random.Split(1).FillGaussian(noise);
        using TensorScope scope = run.Engine.OpenScope();
        Observation observation = batch.Observation(run.Engine, new MicroBatch(0, 0, 64));
        ReparameterizedSample sample = run.Parts.Actor.Sample(observation, run.Engine.FromValues(noise, [64, 2]));
        float[] values = run.Parts.Critic.Values(observation, sample.Actions).ToArray();
        float[] density = sample.LogDensity.ToArray();
        double expected = Enumerable.Range(0, 64).Average(i =>
        {
            (double first, double second) = (values[i], values[64 + i]);
            return (0.3 * density[i]) - (reduction == ValueReduction.Mean ? (first + second) / 2 : Math.Min(first, second));
        });
        Assert.That(metrics.Take()[3].Value, Is.EqualTo(expected).Within(1e-5));
    }

    [TestCase(ValueReduction.Mean)]
    [TestCase(ValueReduction.Minimum)]
    public void TheActorLossIsDifferentiatedThroughTheAction(ValueReduction reduction)
    {
        SacOptions options = SmallOffPolicyRun.Sac() with { ActorLearningRate = 0, CriticLearningRate = 0, ActorReduction = reduction };
        using var run = new SmallOffPolicyRun(threads: 1, options: options, activation: ActivationKind.Mish);
        TransitionBatch batch = RandomBatch(1);
        var metrics = new UpdateMetrics(run.Algorithm.MetricNames);
        ParameterStore actor = run.Algorithm.Parts[0].Parameters;
        float[] values = actor.Values.ToArray();
        Update();
        float[] gradient = actor.Gradients.ToArray();
        float[] direction = new float[values.Length];
        new RandomSource(11).FillGaussian(direction);

        double slope = (LossAt(1e-3f) - LossAt(-1e-3f)) / 2e-3;

        double expected = 0;
        foreach (ParameterEntry entry in actor.Entries.Where(entry => entry.IsTrainable))
        {
            for (int i = entry.Offset; i < entry.Offset + entry.Shape.ElementCount; i++)
            {
                expected += (double)gradient[i] * direction[i];
            }
        }

        Assert.That(slope, Is.EqualTo(expected).Within(0.01 * Math.Abs(expected)));

        double LossAt(float distance)
        {
            float[] moved = [.. values];
            for (int i = 0; i < actor.TrainableLength; i++)
            {
                moved[i] += distance * direction[i];
            }

            actor.Values.CopyFrom(moved);
            return Update();
        }

        // The temperature moves by 1e-3 per update; its share is kept out by keeping the rate at zero.
        double Update()
        {
            run.Algorithm.Parts[3].Parameters.Values.CopyFrom(new float[16]);
            run.Algorithm.Update(batch, new OffPolicyStep(0, true, new RandomSource(5)), metrics);
            return metrics.Take()[3].Value;
        }
    }

    [Test]
    public void TheActorLossLeavesTheCriticAlone()
    {
        SacOptions options = Still(SmallOffPolicyRun.Sac() with { ActorOncePerRound = true });
        using var run = new SmallOffPolicyRun(options: options);
        ParameterStore critic = run.Algorithm.Parts[1].Parameters;
        float[] alone = GradientAfter(isLast: false);

        Assert.That(GradientAfter(isLast: true), Is.EqualTo(alone));
        Assert.That(run.Algorithm.Parts[0].Parameters.GradientNorm(), Is.Positive, "The actor was differentiated");

        float[] GradientAfter(bool isLast)
        {
            run.Algorithm.Update(RandomBatch(2), new OffPolicyStep(0, isLast, new RandomSource(5)), new UpdateMetrics(run.Algorithm.MetricNames));
            return critic.Gradients.ToArray();
        }
    }

    [Test]
    public void GradientsAreScaledDownToTheirLargestNorm()
    {
        using var run = new SmallOffPolicyRun(options: SmallOffPolicyRun.Sac() with { MaximumGradientNorm = 0.01f });
        var metrics = new UpdateMetrics(run.Algorithm.MetricNames);

        run.Algorithm.Update(RandomBatch(2), new OffPolicyStep(0, true, new RandomSource(5)), metrics);

        // The first moment after one step is a tenth of the gradient.
        Assert.That(metrics.Take()[2].Value, Is.GreaterThan(0.1));
        foreach (LearnedPart part in run.Algorithm.Parts.Take(2))
        {
            double norm = Math.Sqrt(part.Optimizer!.FirstMoment.ToArray().Sum(value => (double)value * value));
            Assert.That(norm, Is.EqualTo(0.001).Within(1e-6), part.Name);
        }
    }

    [TestCase(-50.0, TestName = "TheTemperatureFallsWhileEntropyIsAboveItsTarget")]
    [TestCase(50.0, TestName = "TheTemperatureRisesWhileEntropyIsBelowItsTarget")]
    public void TheTemperatureSteersTheEntropyToItsTarget(double target)
    {
        using var run = new SmallOffPolicyRun(options: SmallOffPolicyRun.Sac() with { TargetEntropyPerComponent = target });
        var metrics = new UpdateMetrics(run.Algorithm.MetricNames);

        run.Algorithm.Update(RandomBatch(2), new OffPolicyStep(0, true, new RandomSource(5)), metrics);

        // Adam's first step has the length of the learning rate.
        float logarithm = run.Algorithm.Parts[3].Parameters.Values.ToArray()[0];
        Assert.That(logarithm, Is.EqualTo(Math.Sign(target) * 1e-3).Within(1e-6));
    }

    [Test]
    public void TheTargetMovesByItsRateTowardsTheNewCritic()
    {
        using var run = new SmallOffPolicyRun(options: SmallOffPolicyRun.Sac() with { TargetRate = 0.25 });
        float[] before = run.Algorithm.Parts[2].Parameters.Values.ToArray();
        Assert.That(before, Is.EqualTo(run.Algorithm.Parts[1].Parameters.Values.ToArray()), "It starts as a copy");

        run.Algorithm.Update(RandomBatch(2), new OffPolicyStep(0, true, new RandomSource(5)), new UpdateMetrics(run.Algorithm.MetricNames));

        float[] critic = run.Algorithm.Parts[1].Parameters.Values.ToArray();
        float[] expected = [.. before.Zip(critic, (old, current) => (0.75f * old) + (0.25f * current))];
        Assert.That(run.Algorithm.Parts[2].Parameters.Values.ToArray(), Is.EqualTo(expected).Within(1e-6f));
        Assert.That(critic, Is.Not.EqualTo(before));
    }

    [Test]
    public void MoreTargetMembersThanCriticsAreRefused() => Assert.That(
        () => new SmallOffPolicyRun(options: new RlpdOptions { TargetMembers = 3 }, members: 2),
        Throws.ArgumentException.With.Message.Contains("TargetMembers (3) exceeds the ensemble of 2"));

    private static SacOptions Still(SacOptions options) =>
        options with { ActorLearningRate = 0, CriticLearningRate = 0, TemperatureLearningRate = 0, InitialTemperature = 0.3 };

    private static TransitionBatch RepeatedBatch()
    {
        var batch = new TransitionBatch(new TransitionShape(1, 2, 1, 2), 64);
        batch.Observations.AsSpan().Fill(0.2f);
        batch.Actions.AsSpan().Fill(-0.4f);
        batch.NextObservations.AsSpan().Fill(-0.1f);
        batch.Rewards.AsSpan().Fill(1.5f);
        batch.Discounts.AsSpan(0, 32).Fill(0.9f);
        return batch;
    }

    /// <summary>Runs an update and draws the noise of the next actions once more, after the permutation of the members if there is one.</summary>
    private static double CriticLoss(SmallOffPolicyRun run, RandomSource random, out float[] noise, int permutation = 0)
    {
        var metrics = new UpdateMetrics(run.Algorithm.MetricNames);
        run.Algorithm.Update(RepeatedBatch(), new OffPolicyStep(0, true, random), metrics);
        RandomSource again = random.Split(0);
        if (permutation > 0)
        {
            again.FillPermutation(new int[permutation]);
        }

        noise = new float[128];
        again.FillGaussian(noise);
        return metrics.Take()[0].Value;
    }

    /// <summary>The loss of all members towards the minimum of two of them.</summary>
    private static double LossTowards(SmallOffPolicyRun run, float[] noise, double temperature, int first, int second)
    {
        TransitionBatch batch = RepeatedBatch();
        using TensorScope scope = run.Engine.OpenScope();
        var rows = new MicroBatch(0, 0, 64);
        ReparameterizedSample sample = run.Parts.Actor.Sample(batch.NextObservation(run.Engine, rows), run.Engine.FromValues(noise, [64, 2]));
        float[] next = run.Parts.Critic.Values(batch.NextObservation(run.Engine, rows), sample.Actions).ToArray();
        float[] values = run.Parts.Critic.Values(batch.Observation(run.Engine, rows), batch.Action(run.Engine, rows)).ToArray();
        float[] density = sample.LogDensity.ToArray();
        double loss = 0;
        for (int i = 0; i < values.Length; i++)
        {
            int row = i % 64;
            double minimum = Math.Min(next[(64 * first) + row], next[(64 * second) + row]);
            double target = 1.5 + (batch.Discounts[row] * (minimum - (temperature * density[row])));
            loss += Math.Pow(values[i] - target, 2) / 64;
        }

        return loss;
    }

    private static TransitionBatch RandomBatch(ulong seed)
    {
        var batch = new TransitionBatch(new TransitionShape(1, 2, 1, 2), 64);
        var random = new RandomSource(seed);
        random.FillGaussian(batch.Observations);
        random.FillGaussian(batch.Actions);
        random.FillGaussian(batch.Rewards);
        random.FillGaussian(batch.NextObservations);
        batch.Discounts.AsSpan().Fill(0.9f);
        return batch;
    }
}
