using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class SelfConsistencyObjectiveTests : EngineTests
{
    private const int Maximum = 4;

    [Test]
    public void StepLengthsAreDrawnEvenlyAmongThePowersOfTwoUpToTheMaximum()
    {
        const int Samples = 24000;
        var draws = new ShortcutDraws(16);
        draws.Prepare(Samples, Samples / 4);
        draws.Draw(new RandomSource(3));
        draws.DrawTimes(new RandomSource(4));
        DenoisingStep[] steps = draws.Steps(new MicroBatch(0, 0, Samples)).ToArray();

        int[] counts = [.. steps[..(Samples / 4)].Select(step => (int)(1 / step.StepSize))];
        foreach (int count in (int[])[1, 2, 4, 8, 16])
        {
            // Of 6,000 draws a fifth each: 1,200 ± five times 31.
            Assert.That(counts.Count(value => value == count), Is.EqualTo(1200).Within(155), $"{count} steps");
            float[] starts = [.. steps[..(Samples / 4)].Where(step => step.StepSize == 1f / count).Select(step => step.Time * count)];
            Assert.That(starts.Distinct().Order(), Is.EqualTo(Enumerable.Range(0, count).Select(i => (float)i)), $"{count} steps start everywhere");
        }

        Assert.That(steps[(Samples / 4)..], Has.All.Matches<DenoisingStep>(step => step.StepSize == 0 && step.Time is >= 0 and < 1));
    }

    [Test]
    public void HalvesOfTheShortestStepAreTheVelocityItself()
    {
        var draws = new ShortcutDraws(Maximum);
        draws.Prepare(2, 2);
        draws.SetConsistent(0, level: 2, section: 1);
        draws.SetConsistent(1, level: 1, section: 1);
        var batch = new MicroBatch(0, 0, 2);

        Assert.Multiple(() =>
        {
            Assert.That(draws.Steps(batch).ToArray(), Is.EqualTo(new DenoisingStep[] { new(0, 0.25f, 0.25f), new(0, 0.5f, 0.5f) }));
            Assert.That(draws.FirstHalves(batch).ToArray(), Is.EqualTo(new DenoisingStep[] { new(0, 0.25f, 0f), new(0, 0.5f, 0.25f) }));
            Assert.That(draws.SecondHalves(batch).ToArray(), Is.EqualTo(new DenoisingStep[] { new(1, 0.375f, 0f), new(1, 0.75f, 0.25f) }));
            Assert.That(draws.HalfSizes(Engine, batch).ToArray(), Is.EqualTo(new[] { 0.125f, 0.25f }));
        });
    }

    [Test]
    public void EveryDrawnStepIsOneThatThePolicyKnows()
    {
        ShortcutPolicy policy = SmallPolicies.Shortcut(maximum: Maximum);
        Store(policy.Network);
        var objective = new SelfConsistencyObjective(policy, new SelfConsistencyOptions { Fraction = 1 });
        (Tensor actions, Observation observation) = Data(64);
        objective.Draw(64, new RandomSource(1));

        Assert.That(float.IsFinite(objective.Loss(new MicroBatch(0, 0, 64), actions, observation).ToSingle()));
    }

    [Test]
    public void TheSharesOfMicroBatchesAddUpToTheMean([Values(1, 5, 16, 30)] int cut)
    {
        ShortcutPolicy policy = SmallPolicies.Shortcut();
        Store(policy.Network);
        var objective = new SelfConsistencyObjective(policy, new SelfConsistencyOptions { Fraction = 0.5 });
        objective.Draw(32, new RandomSource(1));
        (Tensor actions, Observation observation) = Data(32);

        float parts = Loss(0, cut) + Loss(cut, 32 - cut);

        Assert.That(parts, Is.EqualTo(Loss(0, 32)).Within(1e-5f));

        float Loss(int start, int count) => objective
            .Loss(new MicroBatch(0, start, count), actions.Slice(0, start, count), new(observation.State.Slice(0, start, count)))
            .ToSingle();
    }

    [Test]
    public void ATeacherReplacesTheDemonstratedActions()
    {
        ShortcutPolicy policy = SmallPolicies.Shortcut();
        ParameterStore store = Store(policy.Network);
        RectifiedFlowPolicy flow = SmallPolicies.Flow();
        using ParameterStore teacherStore = Store(flow.Network, seed: 7);
        var teacher = new EulerSampler(flow, new EulerSamplerOptions { DenoisingSteps = 2 });
        (Tensor actions, Observation observation) = Data(8);
        float[] starts = Gaussian(new RandomSource(5), [8, 1, 2, 3]).ToArray();
        Tensor taught = teacher.Sample(observation, Engine.FromValues(starts, [8, 1, 2, 3]));

        float[] gradients = Gradients(teacher, actions);

        Assert.That(gradients, Is.EqualTo(Gradients(null, taught)), "As if its actions had been demonstrated");
        Assert.That(gradients, Is.Not.EqualTo(Gradients(null, actions)));
        Assert.That(teacherStore.GradientNorm(), Is.Zero, "The teacher does not learn");

        float[] Gradients(IActionSampler? from, Tensor demonstrated)
        {
            var objective = new SelfConsistencyObjective(policy, new SelfConsistencyOptions(), from);
            objective.UseDraws([1, 2], [0, 3], [0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f], starts);
            store.ClearGradients();
            using (GradientTape tape = Engine.RecordGradients())
            {
                tape.Backward(objective.Loss(new MicroBatch(0, 0, 8), demonstrated, observation));
            }

            return store.Gradients.ToArray();
        }
    }

    [Test]
    public void ATeacherOfOtherChunksIsRefused()
    {
        var flow = new ConstantFlow(Engine, new ActionChunkSpec(1, 1, 3), 0f);

        Assert.That(
            () => new SelfConsistencyObjective(
                SmallPolicies.Shortcut(), new SelfConsistencyOptions(), new EulerSampler(flow, new EulerSamplerOptions())),
            Throws.ArgumentException.With.Message.StartsWith("The teacher turns 1 noise blocks into ActionChunkSpec"));
    }

    [Test]
    public void RecordedDrawsThatDoNotBelongTogetherAreRefused()
    {
        var objective = new SelfConsistencyObjective(SmallPolicies.Shortcut(maximum: Maximum), new SelfConsistencyOptions());

        Assert.That(() => objective.UseDraws([0], [0], [0.5f], new float[6]), Throws.ArgumentException.With.Message.Contains("1 flow times and 6"));
        Assert.That(
            () => objective.UseDraws([3], [0], [], new float[6]),
            Throws.ArgumentException.With.Message.StartsWith("Section 0 of level 3 does not exist: there are 3 levels"));
    }

    [Test]
    public void OneStepReachesBothOfTwoActionsWhereTheVelocityAloneEndsBetweenThem()
    {
        const int Rows = 256;
        var policy = new ShortcutPolicy(
            new ActionChunkSpec(1, 1, 1),
            1,
            new FlowNetworkOptions { Head = new PerceptronOptions { HiddenLayers = [64, 64, 64] } },
            new ShortcutStepOptions { Combination = StepCombination.Concatenate, MaximumDenoisingSteps = 8 });
        using ParameterStore store = Store(policy.Network);
        Observation observation = new(Engine.Zeros([Rows, 1, 1]));
        Tensor actions = Engine.FromValues([.. Enumerable.Range(0, Rows).Select(i => i % 2 == 0 ? 0.8f : -0.8f)], [Rows, 1, 1]);
        var random = new RandomSource(8);
        Train(policy, store, actions, observation, random);
        Tensor noise = Gaussian(random, [Rows, 1, 1, 1]);

        float[] one = Sample(1);
        float[] eight = Sample(8);

        // The velocity at the start is E[x¹] − x⁰ = −x⁰: along it, one step ends at 0, halfway between the actions, from everywhere.
        Assert.That(eight.Average(MathF.Abs), Is.EqualTo(0.8f).Within(0.1f), "Eight steps reach the actions");
        Assert.That(one.Average(MathF.Abs), Is.GreaterThan(0.6f), "One step reaches them, too");
        Assert.That(Distance(one, eight), Is.LessThan(0.5 * Distance(new float[Rows], eight)), "From the same noise the same one");

        float[] Sample(int steps) =>
            new EulerSampler(policy, new EulerSamplerOptions { DenoisingSteps = steps, ClipEveryStep = false }).Sample(observation, noise).ToArray();

        static double Distance(float[] left, float[] right) => Math.Sqrt(left.Zip(right, (a, b) => Math.Pow(a - b, 2)).Average());
    }

    private void Train(ShortcutPolicy policy, ParameterStore store, Tensor actions, Observation observation, RandomSource random)
    {
        int rows = actions.Shape[0];
        var objective = new SelfConsistencyObjective(policy, new SelfConsistencyOptions { Fraction = 0.5 });
        using var optimizer = new AdamW(store, new AdamWOptions());
        for (int step = 0; step < 1500; step++)
        {
            store.ClearGradients();
            objective.Draw(rows, random);
            using (GradientTape tape = Engine.RecordGradients())
            {
                tape.Backward(objective.Loss(new MicroBatch(0, 0, rows), actions, observation));
            }

            optimizer.Step(2e-3);
        }
    }

    private (Tensor Actions, Observation Observation) Data(int samples)
    {
        var random = new RandomSource(2);
        return (Gaussian(random, [samples, 2, 3]), new(Gaussian(random, [samples, 1, SmallPolicies.ObservationSize])));
    }
}
