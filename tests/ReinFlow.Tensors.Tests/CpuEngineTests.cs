using ReinFlow.Testing;

namespace ReinFlow.Tensors.Tests;

/// <summary>The conformance suite on every instruction set that the processor has, and what only this engine promises.</summary>
[TestFixtureSource(nameof(Supported))]
public sealed class CpuEngineTests(InstructionSet instructionSet) : TensorEngineConformanceTests
{
    public static IEnumerable<InstructionSet> Supported() => Enum.GetValues<InstructionSet>().Where(InstructionSets.IsSupported);

    [Test]
    public void GradientsHaveTheSameBitsForAnyNumberOfThreads()
    {
        float[] one = Train(threads: 1);
        float[] two = Train(threads: 2);
        float[] three = Train(threads: 3);
        Assert.Multiple(() =>
        {
            Assert.That(two, Is.EqualTo(one));
            Assert.That(three, Is.EqualTo(one));
        });
    }

    [Test]
    public void AForwardPassAllocatesNothingOnTheHeapAfterItsFirstRun()
    {
        var layer = new Linear(39, 64);
        using var store = new ParameterStore(Engine, layer, new RandomSource(1));
        float[] input = new float[8 * 39];
        void Pass()
        {
            using TensorScope scope = Engine.OpenScope();
            Tensor x = Engine.FromValues(input, [8, 39]);
            Tensor y = layer.Forward(x, ActivationKind.Mish);
            _ = Engine.Concatenate(-1, x, y).Slice(1, 3, 5).Clamp(-1, 1).Sum(-1);
        }

        for (int i = 0; i < 50; i++)
        {
            Pass();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Pass();
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void ParallelLoopsRunEveryItemOnceAndPassExceptionsOn()
    {
        int[] counts = new int[100];
        Engine.ForEach(counts.Length, item => Interlocked.Increment(ref counts[item]));
        Assert.Multiple(() =>
        {
            Assert.That(counts, Has.All.EqualTo(1));
            Assert.That(
                () => Engine.ForEach(10, item => throw new InvalidOperationException($"item {item} failed")),
                Throws.InvalidOperationException.With.Message.EqualTo("item 0 failed"));
        });
    }

    [Test]
    public void ParametersOfADisposedStoreAreRefused()
    {
        var layer = new Linear(2, 2);
        var store = new ParameterStore(Engine, layer, new RandomSource(1));
        store.Dispose();
        using TensorScope scope = Engine.OpenScope();
        Assert.That(() => layer.Forward(Engine.Zeros([1, 2])), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void AThreadThatEndedLeavesNothingBehind()
    {
        long before = Engine.LiveTensorCount;
        for (int i = 0; i < 20; i++)
        {
            // A scope left open on purpose: what it held goes with the thread.
            var thread = new Thread(() => _ = Engine.OpenScope() is { } && Engine.Zeros([8]) is { });
            thread.Start();
            thread.Join();
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.That(Engine.LiveTensorCount - before, Is.LessThan(20));
    }

    [Test]
    public void TensorsOfAnotherEngineAreRefused()
    {
        using TensorEngine other = CreateEngine();
        using Tensor stranger = other.CreatePersistent([2]);
        using TensorScope scope = Engine.OpenScope();
        Assert.That(() => Engine.Zeros([2]) + stranger, Throws.ArgumentException.With.Message.Contains("another engine"));
    }

    protected override TensorEngine CreateEngine() => new CpuEngine(new CpuEngineOptions { InstructionSet = instructionSet, Threads = 2 });

    private float[] Train(int threads)
    {
        using var engine = new CpuEngine(new CpuEngineOptions { InstructionSet = instructionSet, Threads = threads });
        var layer = new Linear(39, 128);
        using var store = new ParameterStore(engine, layer, new RandomSource(3));
        using var optimizer = new AdamW(store, new AdamWOptions());
        float[] inputs = new float[2000 * 39];
        new RandomSource(4).FillGaussian(inputs);
        for (int step = 0; step < 3; step++)
        {
            store.ClearGradients();
            engine.AccumulateGradients(
                engine.PlanMicroBatches(2000, 1),
                [store],
                batch => layer
                    .Forward(engine.FromValues(inputs.AsSpan(batch.Start * 39, batch.Count * 39), [batch.Count, 39]), ActivationKind.Mish)
                    .Square().Sum());
            optimizer.Step(1e-3);
        }

        return store.Values.ToArray();
    }
}
