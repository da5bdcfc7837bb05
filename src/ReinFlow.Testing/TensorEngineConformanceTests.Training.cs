using NUnit.Framework;
using ReinFlow.Tensors;

namespace ReinFlow.Testing;

/// <content>Micro-batches, flat buffers and parameter stores.</content>
public abstract partial class TensorEngineConformanceTests
{
    /// <summary>Items of a loop differentiate losses of disjoint parameters side by side, also one within another.</summary>
    [Test]
    public void LossesOfDisjointParametersAreDifferentiatedSideBySide()
    {
        using Tensor values = Engine.CreatePersistent([8]);
        using Tensor gradients = Engine.CreatePersistent([8]);
        values.CopyFrom([1, 2, 3, 4, 5, 6, 7, 8]);
        Tensor[] parameters = [.. Enumerable.Range(0, 8).Select(i => Engine.CreateParameter(values, gradients, i, [1]))];
        Engine.ForEach(4, item => Engine.Differentiate(new MicroBatch(item, item, 1), batch =>
        {
            Engine.Differentiate(batch, inner => (parameters[4 + inner.Index] * 3f).Sum());
            return parameters[batch.Index].Square().Sum();
        }));
        Assert.That(gradients.ToArray(), Is.EqualTo(new float[] { 2, 4, 6, 8, 3, 3, 3, 3 }));
    }

    /// <summary>The gradient of a minibatch cut into micro-batches is that of the whole minibatch.</summary>
    [Test]
    public void MicroBatchesAddUp()
    {
        const int Samples = 700;
        using var store = new ParameterStore(Engine, new Linear(5, 3), new RandomSource(20));
        float[] inputs = new float[Samples * 5];
        new RandomSource(21).FillGaussian(inputs);
        Tensor weight = Engine.CreateParameter(store.Values, store.Gradients, store.Entries[0].Offset, [3, 5]);
        Tensor Loss(int start, int count) =>
            Engine.Linear(Engine.FromValues(inputs.AsSpan(start * 5, count * 5), [count, 5]), weight, null, ActivationKind.Tanh)
                .Square().Sum();

        using (GradientTape tape = Engine.RecordGradients())
        {
            tape.Backward(Loss(0, Samples));
        }

        float[] whole = store.Gradients.ToArray();
        store.ClearGradients();
        Engine.AccumulateGradients(Engine.PlanMicroBatches(Samples, 1), [store], batch => Loss(batch.Start, batch.Count));
        Assert.That(store.Gradients.ToArray(), Is.EqualTo(whole).Within(2e-4f));
    }

    /// <summary>AdamW takes PyTorch's steps: the numbers of two steps computed by hand in double precision.</summary>
    [Test]
    public void AdamWTakesTheDefinedStep()
    {
        using var store = new ParameterStore(Engine, new Linear(1, 1, initialBias: 0.5f), new RandomSource(22));
        using var optimizer = new AdamW(store, new AdamWOptions { WeightDecay = 0.1 });
        store.Import(store.Values, name => new NamedValues(name, name == "weight" ? [1, 1] : [1], [0.5f]));
        double theta = 0.5, first = 0, second = 0;
        for (int step = 1; step <= 2; step++)
        {
            double gradient = step == 1 ? 0.3 : -0.2;
            store.Import(store.Gradients, name => new NamedValues(name, name == "weight" ? [1, 1] : [1], [(float)gradient]));
            optimizer.Step(0.01);
            theta *= 1 - (0.01 * 0.1);
            first = (0.9 * first) + (0.1 * gradient);
            second = (0.999 * second) + (0.001 * gradient * gradient);
            theta -= 0.01 * (first / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(second / (1 - Math.Pow(0.999, step))) + 1e-8);
        }

        Assert.That(store.Export(store.Values).Select(values => values.Values[0]), Has.All.EqualTo(theta).Within(1e-7));
    }

    /// <summary>Averages move and exchange places with the parameters.</summary>
    [Test]
    public void AveragesMoveAndAct()
    {
        using var store = new ParameterStore(Engine, new LayerNorm(2), new RandomSource(23));
        using var average = new ExponentialMovingAverage(store);
        store.Values.CopyFrom([.. Enumerable.Repeat(3f, store.Values.Shape.ElementCount)]);
        average.Update(0.75);
        float inside;
        using (average.Use())
        {
            inside = store.Export(store.Values)[0].Values[0];
        }

        Assert.Multiple(() =>
        {
            Assert.That(inside, Is.EqualTo((0.75f * 1f) + (0.25f * 3f)).Within(1e-6f));
            Assert.That(store.Export(store.Values)[0].Values[0], Is.EqualTo(3f));
        });
    }

    /// <summary>Every sample lies in exactly one micro-batch, and the plan depends on the sizes alone.</summary>
    [Test]
    public void PlansCoverEverySampleOnce()
    {
        foreach ((int samples, int rows) in new[] { (1, 1), (7, 100), (700, 1), (513, 4), (100_000, 3), (3, 100_000) })
        {
            MicroBatchPlan plan = Engine.PlanMicroBatches(samples, rows);
            int next = 0;
            for (int i = 0; i < plan.Count; i++)
            {
                Assert.That(plan[i], Is.EqualTo(new MicroBatch(i, next, plan[i].Count)));
                next += plan[i].Count;
            }

            Assert.That(next, Is.EqualTo(samples));
            Assert.That(Engine.PlanMicroBatches(samples, rows), Is.EqualTo(plan));
        }
    }

    /// <summary>Trained parameters of a store that is not listed are refused, and the cure is named; stopped ones are fine.</summary>
    /// <param name="samples">The number of samples, in one micro-batch or in many.</param>
    [TestCase(1)]
    [TestCase(5000)]
    public void UnlistedStoresAreRefused(int samples)
    {
        using var listed = new ParameterStore(Engine, new Linear(1, 1), new RandomSource(24));
        using var unlisted = new ParameterStore(Engine, new Linear(1, 1), new RandomSource(25));
        Tensor mine = Engine.CreateParameter(listed.Values, listed.Gradients, 0, [1]);
        Tensor foreign = Engine.CreateParameter(unlisted.Values, unlisted.Gradients, 0, [1]);
        MicroBatchPlan plan = Engine.PlanMicroBatches(samples, 1);
        Assert.That(
            () => Engine.AccumulateGradients(plan, [listed], _ => (mine * foreign).Sum()),
            Throws.InvalidOperationException.With.Message.Contains("List the store"));
        Assert.That(unlisted.Gradients.ToArray(), Has.All.Zero);

        listed.ClearGradients();
        Engine.AccumulateGradients(plan, [listed], batch => (mine * foreign.StopGradient()).Sum() * (batch.Count / (float)samples));
        Assert.That(listed.Gradients.ToArray()[0], Is.EqualTo(unlisted.Values.ToArray()[0]).Within(1e-5));

        using GradientTape tape = Engine.RecordGradients();
        tape.Backward((mine * foreign).Sum());
        Assert.That(unlisted.Gradients.ToArray()[0], Is.EqualTo(listed.Values.ToArray()[0]), "a tape of one's own needs no list");
    }

    /// <summary>A loss cannot accumulate gradients itself.</summary>
    [Test]
    [CancelAfter(60_000)]
    public void AccumulationsDoNotNest()
    {
        using var store = new ParameterStore(Engine, new Linear(1, 1), new RandomSource(24));
        MicroBatchPlan plan = Engine.PlanMicroBatches(5000, 1);
        Assert.That(
            () => Engine.AccumulateGradients(plan, [store], _ =>
            {
                Engine.AccumulateGradients(plan, [store], _ => Engine.Zeros([]));
                return Engine.Zeros([]);
            }),
            Throws.InvalidOperationException.With.Message.Contains("within a loss"));
    }

    /// <summary>A loss that fails ends in its exception, and the engine goes on.</summary>
    [Test]
    public void AFailingLossLeavesNothingBehind()
    {
        using var store = new ParameterStore(Engine, new Linear(1, 1), new RandomSource(24));
        Tensor parameter = Engine.CreateParameter(store.Values, store.Gradients, 0, [1]);
        MicroBatchPlan plan = Engine.PlanMicroBatches(5000, 1);
        long before = Engine.LiveTensorCount;
        Assert.That(
            () => Engine.AccumulateGradients(plan, [store], batch => batch.Index == 2 ? throw new TimeoutException() : parameter.Sum()),
            Throws.TypeOf<TimeoutException>());
        Assert.That(Engine.LiveTensorCount, Is.EqualTo(before));

        store.ClearGradients();
        Engine.AccumulateGradients(plan, [store], _ => parameter.Sum());
        Assert.That(store.Gradients.ToArray()[0], Is.EqualTo(plan.Count));
    }
}
