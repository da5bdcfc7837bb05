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

    [Test]
    public void AtZeroLearningRatesTheTargetOfTheCriticsIsTheOneOfThePaper()
    {
        // One transition repeated: the target is reward + discount (min Q(s', a') − temperature log p(a')), averaged over the drawn a'.
        SacOptions options = SmallOffPolicyRun.Sac() with { ActorLearningRate = 0, CriticLearningRate = 0, TemperatureLearningRate = 0, InitialTemperature = 0.3 };
        using var run = new SmallOffPolicyRun(threads: 1, options: options);
        var batch = new TransitionBatch(new TransitionShape(1, 2, 1, 2), 64);
        batch.Observations.AsSpan().Fill(0.2f);
        batch.Actions.AsSpan().Fill(-0.4f);
        batch.NextObservations.AsSpan().Fill(-0.1f);
        batch.Rewards.AsSpan().Fill(1.5f);
        batch.Discounts.AsSpan(0, 32).Fill(0.9f);
        var metrics = new UpdateMetrics(run.Algorithm.MetricNames);
        var random = new RandomSource(6);

        run.Algorithm.Update(batch, new OffPolicyStep(0, true, random), metrics);

        float[] noise = new float[128];
        random.Split(0).FillGaussian(noise);
        using TensorScope scope = run.Engine.OpenScope();
        var rows = new MicroBatch(0, 0, 64);
        ReparameterizedSample sample = run.Parts.Actor.Sample(batch.NextObservation(run.Engine, rows), run.Engine.FromValues(noise, [64, 2]));
        float[] next = run.Parts.Critic.Values(batch.NextObservation(run.Engine, rows), sample.Actions).ToArray();
        float[] values = run.Parts.Critic.Values(batch.Observation(run.Engine, rows), batch.Action(run.Engine, rows)).ToArray();
        float[] density = sample.LogDensity.ToArray();
        double loss = 0;
        for (int i = 0; i < 64; i++)
        {
            double target = 1.5 + (batch.Discounts[i] * (Math.Min(next[i], next[64 + i]) - (0.3 * density[i])));
            loss += (Math.Pow(values[i] - target, 2) + Math.Pow(values[64 + i] - target, 2)) / 64;
        }

        Assert.That(metrics.Take()[0].Value, Is.EqualTo(loss).Within(1e-5 * loss));
    }

    [Test]
    public void TheActorLossIsDifferentiatedThroughTheActionAndLeavesTheCriticAlone()
    {
        SacOptions options = SmallOffPolicyRun.Sac() with { ActorLearningRate = 0, CriticLearningRate = 0, ActorReduction = ValueReduction.Mean };
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
